"""A role that decides, pays or gives roles takes two people to give, who are independent of each other."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core import clock
from core.actor import Actor
from core.audit.models import AuditEvent
from core.audit.rules import ReasonRefusal
from core.calendar.due import due_at
from core.clock import bangkok_date
from core.db import db, transaction
from core.errors import Forbidden, Refused, StateReason, WrongState
from core.mail.models import OutboundMail
from core.permissions import STAFF_ROLES, Permission, Role
from identity.capacities.reach import reachable
from identity.capacities.services.accept_invitation import accept_invitation
from identity.notifications.models import Notice
from identity.notifications.services.send_reminders import send_reminders
from identity.organisations.models import Invitation, StaffUnit
from identity.organisations.rules import OrganisationRefusal
from identity.organisations.states import Capacity, MemberRole
from identity.people.models import Person
from identity.people.rules import PersonRefusal
from identity.staff.models import RoleGrant, StaffRole
from identity.staff.queries import roles_of, waiting_for
from identity.staff.rules import GIVEN_BY_TWO, StaffRefusal
from identity.staff.services.confirm_role_grant import confirm_role_grant
from identity.staff.services.decline_role_grant import decline_role_grant
from identity.staff.services.end_role import end_role
from identity.staff.services.grant_role import grant_role
from identity.staff.services.invite_staff import invite_staff
from identity.staff.services.lapse_role_grants import lapse_role_grants
from identity.staff.services.withdraw_role_grant import withdraw_role_grant
from identity.staff.states import CONFIRM_WITHIN, RoleGrantState
from tests.factories import NOW, World, actor_of, build
from tests.house.visitor import Visitor
from tests.identity.conftest import SignIn

LATER = NOW + timedelta(days=31)


class Office:
    """Two administrators whom the operator appointed, an auditor, and a claim officer who was there before them."""

    def __init__(self) -> None:
        self.world = World()
        self.first, self.second = self.staff(Role.ADMINISTRATOR), self.staff(Role.ADMINISTRATOR)
        self.auditor, self.officer = self.staff(Role.AUDITOR), self.staff(Role.CLAIM_OFFICER)
        self.unit_id = int(db.session.scalar(sa.select(StaffUnit.id)) or 0)

    def staff(self, *roles: Role) -> Actor:
        """Somebody who has held the roles for longer than anybody remembers who gave them."""
        return build(lambda tx: self.world.staff(tx, *roles))

    def person(self) -> Actor:
        return actor_of(db.session(), build(self.world.person).id)

    def grant(self, to: Actor, role: Role, by: Actor | None = None, now: datetime = NOW) -> int:
        """The number of the grant that waits."""
        found = grant_role(to.known_person_id, self.unit_id, role, actor=by or self.first, now=now)
        assert found is not None
        return found

    def join(self, role: Role, by: Actor, now: datetime = NOW) -> tuple[Actor, int]:
        """A newcomer, invited, who has accepted; and the number of the grant that waits."""
        newcomer = self.person()
        email = db.session.get_one(Person, newcomer.person_id).email
        invitation_id = invite_staff(email, self.unit_id, role, actor=by, now=now)
        assert accept_invitation(invitation_id, actor=newcomer, now=now) == "self"
        return newcomer, waiting_for(db.session(), newcomer.known_person_id)[0].id

    def hire(self, role: Role, by: Actor, second: Actor, now: datetime = NOW) -> Actor:
        """A newcomer in the role, through both hands."""
        newcomer, grant_id = self.join(role, by, now)
        confirm_role_grant(grant_id, actor=second, now=now)
        return actor_of(db.session(), newcomer.known_person_id)


@pytest.fixture
def office(db_app: Flask) -> Office:
    return Office()


def live_roles(actor: Actor) -> set[Role]:
    db.session.rollback()
    return set(roles_of(db.session(), actor.known_person_id))


def state_of(grant_id: int) -> RoleGrantState:
    db.session.rollback()
    return db.session.get_one(RoleGrant, grant_id).state


def refusal(act: Callable[[], Any]) -> Any:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.reason


def confirming(grant_id: int, actor: Actor, now: datetime = NOW) -> Callable[[], None]:
    return lambda: confirm_role_grant(grant_id, actor=actor, now=now)


def told(kind: str) -> list[int]:
    """Who was notified of this, in the order of their numbers."""
    return list(
        db.session.scalars(sa.select(Notice.person_id).where(Notice.kind == kind).order_by(Notice.person_id))
    )


def test_all_roles_but_the_auditors_take_two() -> None:
    assert STAFF_ROLES - {Role.AUDITOR} == GIVEN_BY_TWO


@pytest.mark.parametrize("role", sorted(GIVEN_BY_TWO - {Role.CLAIM_OFFICER, Role.ADMINISTRATOR}))
def test_a_granted_role_begins_when_another_confirms_it(role: Role, office: Office) -> None:
    grant_id = office.grant(office.officer, role)
    assert live_roles(office.officer) == {Role.CLAIM_OFFICER}
    confirm_role_grant(grant_id, actor=office.second, now=NOW)
    assert live_roles(office.officer) == {Role.CLAIM_OFFICER, role}
    held = db.session.scalars(sa.select(StaffRole).where(StaffRole.role == role)).one()
    assert (held.granted_by_id, held.confirmed_by_id) == (office.first.person_id, office.second.person_id)


def test_an_invitation_to_such_a_role_is_a_grant_too(office: Office) -> None:
    newcomer, grant_id = office.join(Role.FINANCE_RELEASER, office.first)
    assert actor_of(db.session(), newcomer.known_person_id).roles == {Role.PERSON}
    assert refusal(confirming(grant_id, office.first)) is StaffRefusal.GRANTED_BY_YOU
    confirm_role_grant(grant_id, actor=office.second, now=NOW)
    assert actor_of(db.session(), newcomer.known_person_id).may(Permission.PAYOUTS_BATCH_RELEASE)


def test_so_is_an_invitation_to_administrate(office: Office) -> None:
    newcomer, _ = office.join(Role.ADMINISTRATOR, office.first)
    assert not actor_of(db.session(), newcomer.known_person_id).is_staff


def test_and_giving_a_role_again_that_was_ended(office: Office) -> None:
    row = db.session.scalar(sa.select(StaffRole.id).where(StaffRole.person_id == office.officer.person_id))
    end_role(row, actor=office.first, now=NOW)
    office.grant(office.officer, Role.CLAIM_OFFICER)
    assert live_roles(office.officer) == set()


def test_one_administrator_with_three_accounts_of_his_own_gets_nowhere(office: Office) -> None:
    """The whole of it: three puppets, and each of them tried as the second person."""
    puppets = [
        office.join(role, office.first)
        for role in (Role.FINANCE_OFFICER, Role.FINANCE_APPROVER, Role.FINANCE_RELEASER)
    ]
    for _, grant_id in puppets:
        assert refusal(confirming(grant_id, office.first)) is StaffRefusal.GRANTED_BY_YOU
        for puppet, _ in puppets:
            with pytest.raises(Forbidden):
                confirm_role_grant(grant_id, actor=actor_of(db.session(), puppet.known_person_id), now=NOW)
    assert all(live_roles(puppet) == set() for puppet, _ in puppets)


@pytest.mark.parametrize(
    "role", [Role.ADMINISTRATOR, Role.PLAN_APPROVER, Role.PROGRAMME_APPROVER, Role.FINANCE_APPROVER]
)
def test_an_administrator_or_an_approver_of_long_standing_confirms(role: Role, office: Office) -> None:
    grant_id = office.grant(office.officer, Role.FINANCE_RELEASER)
    confirm_role_grant(grant_id, actor=office.staff(role), now=NOW)
    assert Role.FINANCE_RELEASER in live_roles(office.officer)


@pytest.mark.parametrize("role", sorted(STAFF_ROLES))
def test_nobody_else_does(role: Role, office: Office) -> None:
    actor = office.staff(role)
    grant_id = office.grant(office.officer, Role.FINANCE_RELEASER)
    if not actor.may(Permission.IDENTITY_STAFF_CONFIRM):
        with pytest.raises(Forbidden):
            confirm_role_grant(grant_id, actor=actor, now=NOW)


def test_nobody_confirms_a_role_of_their_own(office: Office) -> None:
    approver = office.staff(Role.PLAN_APPROVER)
    grant_id = office.grant(approver, Role.FINANCE_RELEASER)
    assert refusal(confirming(grant_id, approver)) is PersonRefusal.NOT_YOURSELF


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.FINANCE_APPROVER])
def test_whom_an_administrator_has_brought_confirms_nothing_of_theirs_for_30_days(
    role: Role, office: Office
) -> None:
    newcomer = office.hire(role, office.first, office.second)
    grant_id = office.grant(office.officer, Role.FINANCE_RELEASER, now=NOW + timedelta(days=29))
    soon = confirming(grant_id, newcomer, NOW + timedelta(days=29))
    assert refusal(soon) is StaffRefusal.COMMON_ORIGIN
    confirm_role_grant(grant_id, actor=newcomer, now=LATER)


def test_but_what_the_other_administrator_grants_they_do(office: Office) -> None:
    """To confirm a role is not to grant it: else two administrators would bar each newcomer from everything."""
    newcomer = office.hire(Role.FINANCE_APPROVER, office.first, office.second)
    grant_id = office.grant(office.officer, Role.FINANCE_RELEASER, by=office.second)
    confirm_role_grant(grant_id, actor=newcomer, now=NOW)


def test_nor_does_whom_those_have_brought(office: Office) -> None:
    """First brings a third administrator, who brings an approver: still first's."""
    third = office.hire(Role.ADMINISTRATOR, office.first, office.second)
    approver = office.hire(Role.PLAN_APPROVER, third, office.second)
    grant_id = office.grant(office.officer, Role.FINANCE_RELEASER)
    assert refusal(confirming(grant_id, approver)) is StaffRefusal.COMMON_ORIGIN


def test_nor_the_other_way_round(office: Office) -> None:
    """The puppet grants, and the master confirms."""
    puppet = office.hire(Role.ADMINISTRATOR, office.first, office.second)
    grant_id = office.grant(office.officer, Role.FINANCE_RELEASER, by=puppet)
    assert refusal(confirming(grant_id, office.first)) is StaffRefusal.COMMON_ORIGIN
    confirm_role_grant(grant_id, actor=office.second, now=NOW)


def test_nor_two_whom_one_has_brought(office: Office) -> None:
    """One puppet grants, and another confirms."""
    puppet = office.hire(Role.ADMINISTRATOR, office.first, office.second)
    other = office.hire(Role.PLAN_APPROVER, office.first, office.second)
    grant_id = office.grant(office.officer, Role.FINANCE_RELEASER, by=puppet)
    assert refusal(confirming(grant_id, other)) is StaffRefusal.COMMON_ORIGIN


def test_an_approver_whom_the_granter_has_only_invited_is_theirs_too(office: Office) -> None:
    approver = office.staff(Role.PLAN_APPROVER)
    email = db.session.get_one(Person, approver.person_id).email
    invite_staff(email, office.unit_id, Role.FINANCE_OFFICER, actor=office.first, now=NOW)
    grant_id = office.grant(office.officer, Role.FINANCE_RELEASER)
    assert refusal(confirming(grant_id, approver)) is StaffRefusal.COMMON_ORIGIN


def test_who_owns_a_firm_cannot_bar_administrators_by_writing_to_them(office: Office) -> None:
    """Invitations to an organisation count when they were accepted, not when they were sent."""
    owner = build(lambda tx: office.world.member(tx, office.world.organisation(tx).id, Capacity.SME))
    with transaction() as tx:
        for number, actor in enumerate((office.first, office.second)):
            tx.add(
                Invitation(
                    email=tx.get(Person, actor.person_id).email,
                    token_digest=bytes([number] * 32),
                    organisation_id=owner.organisation_id,
                    capacity=Capacity.SME,
                    member_role=MemberRole.MEMBER,
                    invited_by_id=owner.known_person_id,
                    created_at=NOW,
                    expires_at=LATER,
                )
            )
    confirm_role_grant(office.grant(office.officer, Role.FINANCE_RELEASER), actor=office.second, now=NOW)


def test_while_there_is_one_administrator_no_such_role_is_granted(office: Office) -> None:
    waiting = office.grant(office.officer, Role.FINANCE_RELEASER)
    approver = office.staff(Role.PLAN_APPROVER)
    row = db.session.scalar(sa.select(StaffRole.id).where(StaffRole.person_id == office.second.person_id))
    end_role(row, actor=office.first, now=NOW)
    for role in sorted(GIVEN_BY_TWO - {Role.CLAIM_OFFICER}):
        for attempt in (
            lambda role=role: office.grant(office.officer, role),
            lambda role=role: invite_staff(
                "new@example.test", office.unit_id, role, actor=office.first, now=NOW
            ),
        ):
            assert refusal(attempt) is StaffRefusal.SECOND_ADMINISTRATOR
    assert refusal(confirming(waiting, approver)) is StaffRefusal.SECOND_ADMINISTRATOR
    invite_staff("auditor@example.test", office.unit_id, Role.AUDITOR, actor=office.first, now=NOW)


def test_a_closed_account_is_no_second_administrator(office: Office) -> None:
    build(
        lambda tx: tx.execute(
            sa.update(Person).where(Person.id == office.second.person_id).values(active=False)
        )
    )
    attempt = lambda: office.grant(office.officer, Role.FINANCE_RELEASER)  # noqa: E731 - tried once
    assert refusal(attempt) is StaffRefusal.SECOND_ADMINISTRATOR


def test_auditors_read_of_the_grant_and_of_its_confirmation(office: Office) -> None:
    other = office.staff(Role.AUDITOR)
    grant_id = office.grant(office.officer, Role.FINANCE_RELEASER)
    auditors = [office.auditor.person_id, other.person_id]
    assert told("role_grant.proposed") == auditors
    send_reminders(reachable, now=NOW)
    assert told("work.arrived") == [office.second.person_id], "the granter may not confirm"
    confirm_role_grant(grant_id, actor=office.second, now=NOW)
    assert told("role_grant.confirmed") == [office.first.person_id, *auditors]
    assert told("staff_role.granted") == [office.officer.person_id]
    sent = set(db.session.scalars(sa.select(OutboundMail.to_address)))
    assert {db.session.get_one(Person, each).email for each in auditors} <= sent


def test_and_of_a_role_that_was_ended(office: Office) -> None:
    row = db.session.scalar(sa.select(StaffRole.id).where(StaffRole.person_id == office.officer.person_id))
    end_role(row, actor=office.first, now=NOW)
    assert told("staff_role.taken_back") == [office.auditor.person_id]
    assert live_roles(office.officer) == set()


def test_a_grant_is_decided_once(office: Office) -> None:
    grant_id = office.grant(office.officer, Role.FINANCE_RELEASER)
    confirm_role_grant(grant_id, actor=office.second, now=NOW)
    for attempt in (
        confirming(grant_id, office.second),
        lambda: decline_role_grant(grant_id, "ไม่จำเป็น", actor=office.second, now=NOW),
        lambda: withdraw_role_grant(grant_id, actor=office.first, now=NOW),
    ):
        assert refusal(attempt) is StateReason.MOVED_ON


def test_the_same_role_is_not_granted_twice_while_it_waits(office: Office) -> None:
    office.grant(office.officer, Role.FINANCE_RELEASER)
    attempt = lambda: office.grant(office.officer, Role.FINANCE_RELEASER, by=office.second)  # noqa: E731 - tried once
    assert refusal(attempt) is StaffRefusal.GRANT_WAITING


def test_duties_that_exclude_each_other_are_asked_for_again_at_the_end(office: Office) -> None:
    newcomer, grant_id = office.join(Role.FINANCE_RELEASER, office.first)
    email = db.session.get_one(Person, newcomer.person_id).email
    audits = invite_staff(email, office.unit_id, Role.AUDITOR, actor=office.second, now=NOW)
    assert accept_invitation(audits, actor=newcomer, now=NOW) == "staff"
    assert refusal(confirming(grant_id, office.staff(Role.PLAN_APPROVER))) is StaffRefusal.ROLES_EXCLUDE
    assert state_of(grant_id) is RoleGrantState.PROPOSED


def test_a_declined_role_is_not_given_and_its_granter_reads_why(office: Office) -> None:
    grant_id = office.grant(office.officer, Role.FINANCE_RELEASER)
    attempt = lambda: decline_role_grant(grant_id, " ", actor=office.second, now=NOW)  # noqa: E731 - tried once
    assert refusal(attempt) is ReasonRefusal.REASON_MISSING
    decline_role_grant(grant_id, "ไม่จำเป็นต่องาน", actor=office.second, now=NOW)
    assert state_of(grant_id) is RoleGrantState.DECLINED
    assert told("role_grant.declined") == [office.first.person_id, office.auditor.person_id]
    assert Role.FINANCE_RELEASER not in live_roles(office.officer)


def test_what_an_administrator_granted_ends_with_their_role(office: Office) -> None:
    third = office.staff(Role.ADMINISTRATOR)
    waiting = office.grant(office.officer, Role.FINANCE_RELEASER, by=third)
    invitation = invite_staff("new@example.test", office.unit_id, Role.AUDITOR, actor=third, now=NOW)
    row = db.session.scalar(sa.select(StaffRole.id).where(StaffRole.person_id == third.person_id))
    end_role(row, actor=office.first, now=NOW)
    assert state_of(waiting) is RoleGrantState.WITHDRAWN
    assert db.session.get_one(Invitation, invitation).withdrawn_at is not None


@pytest.mark.parametrize(
    ("column", "lost"),
    [(StaffRole.person_id, {"ended_at": NOW}), (Person.id, {"active": False})],
    ids=["ended", "closed"],
)
def test_a_grant_is_worth_what_its_granter_is_when_it_is_confirmed(
    column: Any, lost: dict[str, Any], office: Office
) -> None:
    """Whichever way the right was lost, and had nobody thought of the grants and invitations."""
    third, newcomer = office.staff(Role.ADMINISTRATOR), office.person()
    grant_id = office.grant(office.officer, Role.FINANCE_RELEASER, by=third)
    email = db.session.get_one(Person, newcomer.person_id).email
    invitation_id = invite_staff(email, office.unit_id, Role.AUDITOR, actor=third, now=NOW)
    lose = sa.update(column.class_).where(column == third.person_id).values(**lost)
    build(lambda tx: tx.execute(lose))
    assert refusal(confirming(grant_id, office.second)) is StaffRefusal.GRANT_GONE
    accept = lambda: accept_invitation(invitation_id, actor=newcomer, now=NOW)  # noqa: E731 - tried once
    assert refusal(accept) is OrganisationRefusal.INVITATION_GONE


def test_a_grant_that_nobody_confirmed_lapses(office: Office) -> None:
    grant_id = office.grant(office.officer, Role.FINANCE_RELEASER)
    late = due_at(CONFIRM_WITHIN, NOW)
    assert bangkok_date(late - timedelta(seconds=1)) == date(2026, 12, 4), "ten working days after a Sunday"
    assert refusal(confirming(grant_id, office.second, late)) is StaffRefusal.GRANT_GONE
    assert lapse_role_grants(now=late - timedelta(seconds=1)) == 0
    assert lapse_role_grants(now=late) == 1
    assert state_of(grant_id) is RoleGrantState.LAPSED
    assert told("role_grant.lapsed") == [office.first.person_id]
    with pytest.raises(WrongState):
        confirm_role_grant(grant_id, actor=office.second, now=NOW)


def test_the_database_knows_it_too(office: Office) -> None:
    """Had the code forgotten: no such role without a second person, and none confirmed by who granted it."""
    first, second = office.first.person_id, office.second.person_id
    row = {"person_id": office.officer.person_id, "unit_id": office.unit_id, "granted_at": NOW}
    for given in (
        {"granted_by_id": first},
        {"granted_by_id": first, "confirmed_by_id": first},
        {"granted_by_id": first, "confirmed_by_id": office.officer.person_id},
    ):
        with pytest.raises(sa.exc.IntegrityError), transaction() as tx:
            tx.add(StaffRole(role=Role.FINANCE_RELEASER, **row, **given))
    with transaction() as tx:
        tx.add(StaffRole(role=Role.FINANCE_RELEASER, **row, granted_by_id=first, confirmed_by_id=second))


def test_through_the_pages(db_app: Flask, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Granted on the person's page, read by the auditor, refused to the granter, confirmed by the other."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    first, second, auditor = (
        Visitor(db_app, actor, "en") for actor in (office.first, office.second, office.auditor)
    )
    address = f"/people/{office.officer.person_id}"
    granted = first.send(
        first.open(address), address, {"unit_id": str(office.unit_id), "role": "finance_releaser"}
    )
    page = granted.address
    assert re.fullmatch(r"/people/grants/\d+", page)
    assert "is awaiting confirmation by another officer" in first.open(address).heard()
    assert "You granted this role yourself" in first.open(page).heard()
    assert not first.open(page).tree.xpath("//form[contains(@action, '/confirm')]")
    refused = first.ask("POST", f"{page}/confirm", {"csrf_token": first.token()})
    assert "You granted this role yourself" in refused.heard()
    assert auditor.open("/people/grants").status == 200
    assert not auditor.open(page).tree.xpath("//form[contains(@action, '/people/grants')]")
    assert auditor.ask("POST", f"{page}/confirm", {"csrf_token": auditor.token()}).status == 403
    assert Role.FINANCE_RELEASER not in live_roles(office.officer)
    assert "Roles to confirm" in second.open("/today").heard()
    assert second.send(second.open(page), "/confirm", {}).status == 303
    assert "Confirmed" in second.open(page).heard()
    assert Role.FINANCE_RELEASER in live_roles(office.officer)
    read = auditor.open("/notices").heard()
    assert "It is awaiting confirmation by another officer" in read
    assert "which an administrator granted. The role has begun." in read


def test_a_puppet_is_refused_through_the_pages(
    db_app: Flask, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    puppet = Visitor(db_app, office.hire(Role.FINANCE_APPROVER, office.first, office.second), "en")
    page = f"/people/grants/{office.grant(office.officer, Role.FINANCE_RELEASER)}"
    assert "are not independent" in puppet.open(page).heard()
    refused = puppet.ask("POST", f"{page}/confirm", {"csrf_token": puppet.token()})
    assert "are not independent" in refused.heard()
    assert Role.FINANCE_RELEASER not in live_roles(office.officer)


def test_a_lone_administrator_reads_how_to_get_a_second(
    db_app: Flask, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    row = db.session.scalar(sa.select(StaffRole.id).where(StaffRole.person_id == office.second.person_id))
    end_role(row, actor=office.first, now=NOW)
    alone = Visitor(db_app, office.first, "en")
    typed = {"email": "new@example.test", "unit_id": str(office.unit_id), "role": "finance_releaser"}
    answered = alone.send(alone.open("/people/invite"), "/people/invite", typed)
    assert "flask staff appoint" in answered.heard()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Invitation)) == 0


def test_the_pages_answer_in_both_languages(office: Office, sign_in: SignIn) -> None:
    waiting = office.grant(office.officer, Role.FINANCE_RELEASER)
    declined = office.grant(office.officer, Role.PLAN_APPROVER)
    decline_role_grant(declined, "ไม่จำเป็นต่องาน", actor=office.second, now=NOW)
    for actor in (office.first, office.second, office.auditor, office.staff(Role.PLAN_APPROVER)):
        browser = sign_in(actor.person_id)
        for path in (
            "/people/grants",
            "/people/grants?state=proposed&q=ใจดี",
            f"/people/grants/{waiting}",
            f"/people/grants/{declined}",
        ):
            for language in ("th", "en"):
                joint = "&" if "?" in path else "?"
                answer = browser.get(f"{path}{joint}lang={language}")
                assert answer.status_code == 200, path
                assert f'<html lang="{language}"' in answer.text
        assert browser.get("/people/grants/999999").status_code == 404
    assert sign_in(office.officer.person_id).get("/people/grants").status_code == 403
    assert "another officer" in sign_in(office.officer.person_id).get("/me?lang=en").text


def test_the_trail_names_both(office: Office) -> None:
    confirm_role_grant(office.grant(office.officer, Role.FINANCE_RELEASER), actor=office.second, now=NOW)
    events = {
        each.name: each.actor_person_id
        for each in db.session.scalars(sa.select(AuditEvent).order_by(AuditEvent.id))
    }
    assert events["role_grant.proposed"] == office.first.person_id
    assert events["role_grant.confirmed"] == events["staff_role.granted"] == office.second.person_id
