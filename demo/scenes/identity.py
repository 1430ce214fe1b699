"""Who works at OSMEP, who gave them their roles, and what is asked about people's rights."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

import sqlalchemy as sa

from core.actor import Actor, actor_with
from core.db import db
from core.permissions import Role
from demo import names, papers, people, places
from demo.clockwork import Calendar
from demo.scenes.providers.registration import account_draft
from demo.scenes.smes import owner_of, verified_ones
from demo.stage import Stage, end_reading
from demo.years import EMPLOYED
from identity.bank_accounts.services.refuse_bank_account import refuse_bank_account
from identity.bank_accounts.services.submit_bank_account import submit_bank_account
from identity.bank_accounts.services.withdraw_bank_account import withdraw_bank_account
from identity.capacities.services.accept_invitation import accept_invitation
from identity.organisations.models import Organisation, StaffUnit
from identity.organisations.services.invite_member import invite_member
from identity.organisations.states import MemberRole
from identity.people.services.enter_person import enter_person
from identity.rights_requests.services.ask_number_release import ask_number_release
from identity.rights_requests.services.ask_owner_replacement import Replacement, ask_owner_replacement
from identity.rights_requests.services.ask_unblock import ask_unblock
from identity.rights_requests.services.block_person import block_person
from identity.rights_requests.services.confirm_rights_request import confirm_rights_request
from identity.rights_requests.services.decline_rights_request import decline_rights_request
from identity.rights_requests.services.dismiss_number_report import dismiss_number_report
from identity.rights_requests.services.lapse_rights_requests import lapse_rights_requests
from identity.rights_requests.services.object_to_replacement import object_to_replacement
from identity.rights_requests.services.report_number import report_number
from identity.rights_requests.services.withdraw_rights_request import withdraw_rights_request
from identity.staff.models import RoleGrant
from identity.staff.rules import FIRST_ADMINISTRATORS, GIVEN_BY_TWO
from identity.staff.services.appoint_administrator import appoint_administrator
from identity.staff.services.confirm_role_grant import confirm_role_grant
from identity.staff.services.decline_role_grant import decline_role_grant
from identity.staff.services.grant_role import grant_role
from identity.staff.services.invite_staff import invite_staff
from identity.staff.services.lapse_role_grants import lapse_role_grants
from identity.staff.services.save_unit import save_unit
from identity.staff.services.withdraw_role_grant import withdraw_role_grant
from schemes.states import SmeSize
from smes.models import Sme
from smes.states import SmeState


def employ(calendar: Calendar, password_hash: str) -> dict[str, Actor]:
    """Enter OSMEP's people: two administrators by the operator's hand, everybody else by invitation and confirmation."""
    begun = calendar.at(EMPLOYED, Random(calendar.today.toordinal()))
    actors = {}
    for administrator in people.STAFF[:FIRST_ADMINISTRATORS]:
        person_id = enter_person(administrator.email, administrator.name, password_hash, now=begun)
        appoint_administrator(administrator.email, administrator.unit, now=begun)
        actors[administrator.key] = actor_with(frozenset({Role.ADMINISTRATOR}), person_id=person_id)
    admin, second = actors.values()
    units = _units(admin, begun)
    for colleague in people.STAFF[FIRST_ADMINISTRATORS:]:
        person_id = enter_person(colleague.email, colleague.name, password_hash, now=begun)
        unit_id = units[colleague.unit]
        invitation_id = invite_staff(colleague.email, unit_id, colleague.role, actor=admin, now=begun)
        accept_invitation(invitation_id, actor=people.person_actor(person_id), now=begun)
        if colleague.role in GIVEN_BY_TWO:
            confirm_role_grant(_grant_of(person_id), actor=second, now=begun)
        actors[colleague.key] = actor_with(frozenset({colleague.role}), person_id=person_id)
    return actors


def _units(admin: Actor, now: datetime) -> dict[str, int]:
    """Name the units; those of the administrators were made with them."""
    made = {unit.code: unit.id for unit in db.session.execute(sa.select(StaffUnit.code, StaffUnit.id))}
    end_reading()
    return {unit.code: save_unit(made.get(unit.code), unit, actor=admin, now=now) for unit in people.UNITS}


def _grant_of(person_id: int) -> int:
    """The latest grant of a role to that person."""
    latest = (
        sa.select(RoleGrant.id).where(RoleGrant.person_id == person_id).order_by(RoleGrant.id.desc()).limit(1)
    )
    found = db.session.scalars(latest).one()
    end_reading()
    return found


def today(stage: Stage) -> None:
    """Roles that were granted, numbers that are contested, owners to be replaced, accounts that were not taken."""
    _take_in_colleague(stage)
    _roles(stage)
    _numbers(stage)
    _owners(stage)
    _blocked(stage)
    _accounts(stage)


def _take_in_colleague(stage: Stage) -> None:
    """The listed SME takes in an officer who helps out at home: staff and member, who chooses whom to act for."""
    officer = stage.staff[people.BOTH]
    address = next(each.email for each in people.STAFF if each.key == people.BOTH)
    now = stage.calendar.at(20, stage.random("both"))
    owner = owner_of(0)
    invitation = invite_member(
        owner.organisation_id, address, MemberRole.MEMBER, may_consent=False, actor=owner.actor, now=now
    )
    accept_invitation(invitation, actor=people.person_actor(officer.known_person_id), now=now)


def _roles(stage: Stage) -> None:
    """One grant waits for its second person; others were declined, taken back, or nobody confirmed them in time."""
    admin, second, calendar, random = (
        stage.staff["admin"],
        stage.staff["admin2"],
        stage.calendar,
        stage.random("roles"),
    )
    units = {row.code: row.id for row in db.session.execute(sa.select(StaffUnit.code, StaffUnit.id))}
    end_reading()
    early, late = calendar.at(33, random), calendar.at(2, random)

    def grant(key: str, role: Role, now: datetime) -> int:
        grant_role(stage.staff[key].known_person_id, units["ฝตป."], role, actor=admin, now=now)
        return _grant_of(stage.staff[key].known_person_id)

    grant("claims", Role.PROGRAMME_OFFICER, early)
    lapse_role_grants(now=calendar.at(5, random))
    decline_role_grant(
        grant("plan2", Role.PLAN_APPROVER, late), "ผู้จัดทำแผนไม่ควรเป็นผู้อนุมัติแผน", actor=second, now=late
    )
    withdraw_role_grant(grant("finance2", Role.CLAIM_OFFICER, late), actor=admin, now=late)
    grant("officer2", Role.CLAIM_OFFICER, late)
    invite_staff(
        "new.officer@osmep.example", units["ฝสส."], Role.PROGRAMME_OFFICER, actor=admin, now=calendar.now
    )


def _newcomer(stage: Stage, name: str, now: datetime) -> Actor:
    """A person who has just opened an account."""
    random = stage.random(name)
    email = f"{name}@sme.example"
    return people.person_actor(
        enter_person(
            email, names.person_name(random), stage.password_hash, phone=places.mobile(random), now=now
        )
    )


def _numbers(stage: Stage) -> None:
    """People find their own number registered already: one report waits for a second person, others were decided."""
    calendar, random = stage.calendar, stage.random("numbers")
    reported, asked, decided = calendar.at(4, random), calendar.at(2, random), calendar.at(1, random)
    officer, approver = stage.staff["officer"], stage.staff["approver"]
    paper = papers.registration()
    reports = []
    for name, number in zip(
        ("contested", "contested2", "contested3", "contested4"), _unproven(4), strict=True
    ):
        reason = "เลขนี้เป็นของบริษัทเรา แต่มีผู้อื่นขึ้นทะเบียนไว้ก่อนแล้ว"
        someone = _newcomer(stage, name, reported)
        reports.append(report_number(number, reason, paper.content, paper.name, actor=someone, now=reported))
    dismiss_number_report(reports[3], "หนังสือรับรองเป็นของนิติบุคคลอื่น", actor=officer, now=asked)
    reason = "หนังสือรับรองแสดงว่าผู้แจ้งเป็นกรรมการผู้มีอำนาจ ผู้ที่ขึ้นทะเบียนไว้ไม่มีหลักฐาน"
    requests = [ask_number_release(report, reason, actor=officer, now=asked) for report in reports[:3]]
    confirm_rights_request(requests[1], objection_days=7, actor=approver, now=decided)
    decline_rights_request(requests[2], "โปรดขอบัญชีรายชื่อผู้ถือหุ้นก่อน", actor=approver, now=decided)


def _unproven(count: int) -> list[str]:
    """Numbers whose registration is only begun, the oldest first."""
    statement = (
        sa.select(Organisation.registration_number)
        .join(Sme, Sme.organisation_id == Organisation.id)
        .where(Sme.state == SmeState.DRAFT)
        .order_by(Organisation.id)
        .limit(count)
    )
    found = list(db.session.scalars(statement))
    end_reading()
    return found


def _owners(stage: Stage) -> None:
    """Successors ask to become owners: of one the days to object run, others ended."""
    calendar, random = stage.calendar, stage.random("owners")
    officer, approver = stage.staff["officer"], stage.staff["approver2"]
    early, asked, decided = calendar.at(21, random), calendar.at(3, random), calendar.at(2, random)
    paper = papers.registration()
    requests = []
    owners = [owner_of(sme.number) for sme in verified_ones(stage, SmeSize.MICRO, 4)]
    for position, owner in enumerate(owners):
        now = early if position == 3 else asked
        name = f"successor{position + 1}"
        _newcomer(stage, name, now)
        draft = Replacement(
            f"{name}@sme.example", "เจ้าของเดิมเสียชีวิต ทายาทรับกิจการต่อ", paper.content, paper.name
        )
        requests.append(ask_owner_replacement(owner.membership_id, draft, actor=officer, now=now))
    confirm_rights_request(requests[0], objection_days=7, actor=approver, now=decided)
    object_to_replacement(requests[1], "ยังดำเนินกิจการเองตามปกติ", actor=owners[1].actor, now=decided)
    withdraw_rights_request(requests[2], actor=officer, now=decided)
    lapse_rights_requests(now=decided)


def _blocked(stage: Stage) -> None:
    """Two accounts were shut because others knew the password; of one it is asked that it be opened again."""
    now = stage.calendar.at(6, stage.random("blocked"))
    admin, second = stage.staff["admin"], stage.staff["admin2"]
    for name in ("blocked1", "blocked2"):
        someone = _newcomer(stage, name, now)
        block_person(someone.known_person_id, "เจ้าของบัญชีแจ้งว่ามีผู้อื่นรู้รหัสผ่าน", actor=admin, now=now)
        if name == "blocked2":
            later = now + timedelta(days=3)
            reason = "ยืนยันตัวตนด้วยบัตรประชาชนที่สำนักงานแล้ว"
            ask_unblock(someone.known_person_id, reason, actor=second, now=later)


def _accounts(stage: Stage) -> None:
    """A bank account that finance did not take, and one that its owner withdrew."""
    random, finance = stage.random("accounts"), stage.staff["finance"]
    now = stage.calendar.at(7, random)
    refused, withdrawn = (owner_of(sme.number) for sme in verified_ones(stage, SmeSize.MICRO, 6)[4:])
    for owner, is_refused in ((refused, True), (withdrawn, False)):
        draft = account_draft(random, owner.name)
        account_id = submit_bank_account(owner.organisation_id, draft, actor=owner.actor, now=now)
        if is_refused:
            reason = "ชื่อบัญชีไม่ตรงกับชื่อกิจการ"
            refuse_bank_account(account_id, reason, actor=finance, now=now + timedelta(hours=2))
        else:
            withdraw_bank_account(account_id, actor=owner.actor, now=now + timedelta(hours=1))
