"""The scenes of this package's staff commands, for tests/house/test_commands.py."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from core.actor import Actor, actor_with
from core.commands import Tie
from core.db import transaction
from core.permissions import Role
from identity.accounts.services.end_sessions_of import end_sessions_of
from identity.bank_accounts.models import BankAccount
from identity.bank_accounts.services.refuse_bank_account import refuse_bank_account
from identity.bank_accounts.services.verify_bank_account import verify_bank_account
from identity.bank_accounts.states import BankAccountState
from identity.factor_resets.models import FactorReset
from identity.factor_resets.services.ask_factor_reset import ask_factor_reset
from identity.factor_resets.services.confirm_factor_reset import confirm_factor_reset
from identity.factor_resets.services.decline_factor_reset import decline_factor_reset
from identity.factor_resets.services.withdraw_factor_reset import withdraw_factor_reset
from identity.organisations.models import Invitation, Membership, StaffUnit
from identity.organisations.services.withdraw_invitation import withdraw_invitation
from identity.organisations.states import Capacity
from identity.people.models import Person
from identity.rights_requests.models import NumberReport, RightsRequest
from identity.rights_requests.services.ask_number_release import ask_number_release
from identity.rights_requests.services.ask_owner_replacement import Replacement, ask_owner_replacement
from identity.rights_requests.services.ask_unblock import ask_unblock
from identity.rights_requests.services.block_person import block_person
from identity.rights_requests.services.confirm_rights_request import confirm_rights_request
from identity.rights_requests.services.decline_rights_request import decline_rights_request
from identity.rights_requests.services.dismiss_number_report import dismiss_number_report
from identity.rights_requests.services.report_number import report_number
from identity.rights_requests.services.withdraw_rights_request import withdraw_rights_request
from identity.staff.models import RoleGrant, StaffRole
from identity.staff.services.add_holiday import HolidayDraft, add_holiday
from identity.staff.services.confirm_role_grant import confirm_role_grant
from identity.staff.services.decline_role_grant import decline_role_grant
from identity.staff.services.end_role import end_role
from identity.staff.services.grant_role import grant_role
from identity.staff.services.invite_staff import invite_staff
from identity.staff.services.save_unit import UnitDraft, save_unit
from identity.staff.services.strike_holiday import strike_holiday
from identity.staff.services.withdraw_role_grant import withdraw_role_grant
from tests.coupons.counter import picture
from tests.factories import NOW, World, build
from tests.house.authority import Case, person_in

OFFICES = (Role.PROGRAMME_OFFICER,)
ADMINISTERS, PAYS, APPROVES = (Role.ADMINISTRATOR,), (Role.FINANCE_OFFICER,), (Role.PROGRAMME_APPROVER,)


def _unit() -> int:
    with transaction() as tx:
        return int(tx.scalar(sa.select(StaffUnit.id).limit(1)))


def _administrators(world: World, count: int = 2) -> list[Actor]:
    return [build(lambda tx: world.staff(tx, Role.ADMINISTRATOR)) for _ in range(count)]


def _granted(role: Role = Role.FINANCE_RELEASER) -> tuple[int, Actor, World]:
    """A role of a claim officer that waits for a second person, and who granted it."""
    world = World()
    admin, _other = _administrators(world)
    officer = build(lambda tx: world.staff(tx, Role.CLAIM_OFFICER))
    grant_id = grant_role(officer.known_person_id, _unit(), role, actor=admin, now=NOW)
    assert grant_id is not None
    return grant_id, admin, world


def _brought_by(admin: Actor) -> Callable[[int], None]:
    """The administrator gave this person the role a week ago."""

    def bring(person_id: int) -> None:
        with transaction() as tx:
            mine = sa.update(StaffRole).where(StaffRole.person_id == person_id)
            given = {"granted_by_id": admin.person_id, "granted_at": NOW - timedelta(days=7)}
            tx.execute(mine.values(**given, confirmed_by_id=World(first=8_000).person(tx).id))

    return bring


def _confirming() -> Case:
    grant_id, admin, _ = _granted()
    return Case(
        APPROVES,
        lambda actor: confirm_role_grant(grant_id, actor=actor, now=NOW),
        bars={
            "granted_by": person_in(RoleGrant, grant_id, "granted_by_id"),
            "person": person_in(RoleGrant, grant_id, "person_id"),
            "of_one_origin": _brought_by(admin),
        },
    )


def _declining() -> Case:
    grant_id, _, _ = _granted()
    return Case(
        APPROVES,
        lambda actor: decline_role_grant(grant_id, "ไม่จำเป็นต่องาน", actor=actor, now=NOW),
        bars={
            "granted_by": person_in(RoleGrant, grant_id, "granted_by_id"),
            "person": person_in(RoleGrant, grant_id, "person_id"),
        },
    )


def _withdrawing_a_grant() -> Case:
    grant_id, _, _ = _granted()
    return Case(ADMINISTERS, lambda actor: withdraw_role_grant(grant_id, actor=actor, now=NOW))


def _with_a_factor(world: World) -> int:
    """Somebody with an authenticator app."""

    def make(tx: Any) -> int:
        person = world.person(tx)
        person.tf_primary_method, person.tf_totp_secret = "authenticator", "wrapped"
        return int(person.id)

    return int(build(make))


def _asking_a_reset() -> Case:
    whose = {"person": _with_a_factor(World())}
    return Case(
        ADMINISTERS,
        lambda actor: ask_factor_reset(whose["person"], "โทรศัพท์หาย", actor=actor, now=NOW),
        bars={"person": lambda person_id: whose.update(person=person_id)},
    )


def _reset(
    service: Callable[..., None],
    *bars: tuple[str, str],
    roles: tuple[Role, ...] = APPROVES,
    more: Callable[[Actor], dict[str, Any]] = lambda _admin: {},
) -> Case:
    """A reset that waits for its second person; `bars` name what bars, and the column that says so."""
    world = World()
    (admin,) = _administrators(world, 1)
    reset_id = ask_factor_reset(_with_a_factor(world), "โทรศัพท์หาย", actor=admin, now=NOW)
    return Case(
        roles,
        lambda actor: service(reset_id, actor=actor, now=NOW),
        bars={name: person_in(FactorReset, reset_id, column) for name, column in bars} | more(admin),
    )


def _blocking() -> Case:
    whose = {"person": build(World().person).id}
    return Case(
        ADMINISTERS,
        lambda actor: block_person(whose["person"], "บัญชีถูกผู้อื่นใช้", actor=actor, now=NOW),
        bars={"person": lambda person_id: whose.update(person=person_id)},
    )


def _blocked() -> tuple[int, Actor]:
    """A blocked person, and the administrator who did it."""
    world = World()
    (admin,) = _administrators(world, 1)
    person_id = int(build(world.person).id)
    block_person(person_id, "บัญชีถูกผู้อื่นใช้", actor=admin, now=NOW)
    return person_id, admin


def _asking_to_unblock() -> Case:
    whose = {"person": _blocked()[0]}
    return Case(
        ADMINISTERS,
        lambda actor: ask_unblock(whose["person"], "เจ้าของตัวจริงมาพบ", actor=actor, now=NOW),
        bars={"person": lambda person_id: whose.update(person=person_id)},
    )


def _owner(world: World) -> Any:
    """The membership of an SME's only owner."""

    def make(tx: Any) -> Any:
        owner = world.member(tx, world.organisation(tx).id, Capacity.SME)
        return tx.session.scalars(sa.select(Membership).filter_by(person_id=owner.person_id)).one()

    return build(make)


def _replacement(email: str) -> Replacement:
    return Replacement(email, "เจ้าของเดิมเสียชีวิต", picture("evidence"), "evidence.png")


def _asking_for_a_new_owner() -> Case:
    owner = _owner(World())
    membership_id, organisation_id = owner.id, owner.organisation_id
    return Case(
        OFFICES,
        lambda actor: ask_owner_replacement(
            membership_id, _replacement("new@example.test"), actor=actor, now=NOW
        ),
        {Tie.ORGANISATION: organisation_id},
        {"person": _has_the_email},
    )


def _reported(world: World) -> tuple[int, int]:
    """A report that a number is another's, and the organisation that has it."""
    organisation = build(world.organisation)
    organisation_id, number = organisation.id, organisation.registration_number
    reporter = actor_with(frozenset({Role.PERSON}), person_id=build(world.person).id)
    report_id = report_number(
        number, "เป็นของเรา", picture("evidence"), "evidence.png", actor=reporter, now=NOW
    )
    return report_id, organisation_id


def _of_a_report(service: Callable[..., object], reason: str) -> Case:
    report_id, organisation_id = _reported(World())
    return Case(
        OFFICES,
        lambda actor: service(report_id, reason, actor=actor, now=NOW),
        {Tie.ORGANISATION: organisation_id},
        {"person": person_in(NumberReport, report_id, "reported_by_id")},
    )


def _replacing(
    service: Callable[..., None],
    *given: Any,
    bars: tuple[tuple[str, str], ...],
    roles: tuple[Role, ...] = APPROVES,
    more: Callable[[Actor], dict[str, Any]] = lambda _officer: {},
    **named: Any,
) -> Case:
    """A request to replace an owner that waits for its second person."""
    world = World()
    owner, heir = _owner(world), build(world.person)
    membership_id, organisation_id, email = owner.id, owner.organisation_id, heir.email
    officer = build(lambda tx: world.staff(tx, Role.PROGRAMME_OFFICER))
    request_id = ask_owner_replacement(membership_id, _replacement(email), actor=officer, now=NOW)
    return Case(
        roles,
        lambda actor: service(request_id, *given, **named, actor=actor, now=NOW),
        {Tie.ORGANISATION: organisation_id},
        {name: person_in(RightsRequest, request_id, column) for name, column in bars} | more(officer),
    )


def _ending() -> Case:
    world = World()
    officer = build(lambda tx: world.staff(tx, Role.FINANCE_RELEASER))
    with transaction() as tx:
        key = int(tx.scalar(sa.select(StaffRole.id).where(StaffRole.person_id == officer.person_id)))
    return Case(
        ADMINISTERS,
        lambda actor: end_role(key, actor=actor, now=NOW),
        bars={"holder": person_in(StaffRole, key, "person_id")},
    )


def _ending_sessions() -> Case:
    whose = {"person": build(World().person).id}
    return Case(
        ADMINISTERS,
        lambda actor: end_sessions_of(whose["person"], "โทรศัพท์หาย", actor=actor, now=NOW),
        bars={"person": lambda person_id: whose.update(person=person_id)},
    )


def _granting() -> Case:
    world = World()
    _administrators(world, 1)
    to = {"person": build(lambda tx: world.staff(tx, Role.CLAIM_OFFICER)).known_person_id}
    unit_id = _unit()
    return Case(
        ADMINISTERS,
        lambda actor: grant_role(to["person"], unit_id, Role.FINANCE_RELEASER, actor=actor, now=NOW),
        bars={"person": lambda person_id: to.update(person=person_id)},
    )


def _has_the_email(person_id: int) -> None:
    """The person is who is named by e-mail."""
    with transaction() as tx:
        tx.execute(sa.update(Person).where(Person.id == person_id).values(email="new@example.test"))


def _inviting() -> Case:
    world = World()
    _administrators(world, 1)
    unit_id = _unit()

    return Case(
        ADMINISTERS,
        lambda actor: invite_staff("new@example.test", unit_id, Role.CLAIM_OFFICER, actor=actor, now=NOW),
        bars={"person": _has_the_email},
    )


def _withdrawing_an_invitation() -> Case:
    world = World()
    admin, _other = _administrators(world)
    invite_staff("new@example.test", _unit(), Role.CLAIM_OFFICER, actor=admin, now=NOW)
    with transaction() as tx:
        key = int(tx.scalar(sa.select(Invitation.id)))
    return Case(ADMINISTERS, lambda actor: withdraw_invitation(key, actor=actor, now=NOW))


def _account(service: Callable[..., None], *given: Any, **more: Any) -> Case:
    world = World()

    def make(tx: Any) -> tuple[int, int]:
        account = world.bank_account(tx, world.organisation(tx).id)
        account.state, account.verified_by_id = BankAccountState.PENDING, None
        account.verified_at = account.usable_from = None
        return account.id, account.organisation_id

    key, organisation_id = build(make)
    return Case(
        PAYS,
        lambda actor: service(key, *given, **more, actor=actor, now=NOW),
        {Tie.PAYEE: organisation_id},
        {"submitted_by": person_in(BankAccount, key, "submitted_by_id")},
    )


HOLIDAY = HolidayDraft(date(2026, 12, 21), "วันหยุดพิเศษ", "Special holiday", "มติคณะรัฐมนตรี 24 พ.ย. 2569")
_CONCERNED = ("person", "person_id")
_ASKED = ("asked_by", "asked_by_id")
CASES: dict[str, Callable[[], Case]] = {
    "identity.ask_number_release": lambda: _of_a_report(ask_number_release, "หลักฐานถูกต้อง"),
    "identity.dismiss_number_report": lambda: _of_a_report(dismiss_number_report, "หลักฐานใช้ไม่ได้"),
    "identity.ask_owner_replacement": _asking_for_a_new_owner,
    "identity.add_holiday": lambda: Case(
        ADMINISTERS, lambda actor: add_holiday(HOLIDAY, actor=actor, now=NOW)
    ),
    "identity.ask_unblock": _asking_to_unblock,
    "identity.block_person": _blocking,
    "identity.confirm_rights_request": lambda: _replacing(
        confirm_rights_request,
        objection_days=7,
        bars=(_CONCERNED, _ASKED),
        more=lambda admin: {"of_one_origin": _brought_by(admin)},
    ),
    "identity.decline_rights_request": lambda: _replacing(
        decline_rights_request, "ยังไม่พบตัว", bars=(_CONCERNED, _ASKED)
    ),
    "identity.withdraw_rights_request": lambda: _replacing(
        withdraw_rights_request, bars=(_CONCERNED,), roles=OFFICES
    ),
    "identity.ask_factor_reset": _asking_a_reset,
    "identity.confirm_factor_reset": lambda: _reset(
        confirm_factor_reset,
        ("person", "person_id"),
        ("asked_by", "asked_by_id"),
        more=lambda admin: {"of_one_origin": _brought_by(admin)},
    ),
    "identity.decline_factor_reset": lambda: _reset(
        decline_factor_reset, ("person", "person_id"), ("asked_by", "asked_by_id")
    ),
    "identity.withdraw_factor_reset": lambda: _reset(
        withdraw_factor_reset, ("person", "person_id"), roles=ADMINISTERS
    ),
    "identity.confirm_role_grant": _confirming,
    "identity.decline_role_grant": _declining,
    "identity.end_role": _ending,
    "identity.end_sessions_of": _ending_sessions,
    "identity.grant_role": _granting,
    "identity.invite_staff": _inviting,
    "identity.refuse_bank_account": lambda: _account(refuse_bank_account, "ชื่อไม่ตรง"),
    "identity.save_unit": lambda: Case(
        ADMINISTERS,
        lambda actor: save_unit(None, UnitDraft("ฝตป.", "ฝ่ายติดตาม", "M&E"), actor=actor, now=NOW),
    ),
    "identity.strike_holiday": lambda: Case(
        ADMINISTERS,
        lambda actor: strike_holiday(date(2026, 12, 10), "มติคณะรัฐมนตรี", actor=actor, now=NOW),
    ),
    "identity.verify_bank_account": lambda: _account(verify_bank_account),
    "identity.withdraw_invitation": _withdrawing_an_invitation,
    "identity.withdraw_role_grant": _withdrawing_a_grant,
}
