"""Roles at OSMEP: given by another, kept apart, taken back at once."""

from __future__ import annotations

import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core.actor import Actor
from core.audit.models import AuditEvent
from core.db import db
from core.errors import Forbidden, NotFound, Refused
from core.mail.models import OutboundMail
from core.permissions import STAFF_ROLES, Role
from identity.capacities.services.accept_invitation import accept_invitation
from identity.notifications.models import Notice
from identity.organisations.models import StaffUnit
from identity.people.models import Person
from identity.people.rules import PersonRefusal
from identity.staff.models import StaffRole
from identity.staff.rules import StaffRefusal
from identity.staff.services.end_role import end_role
from identity.staff.services.grant_role import grant_role
from identity.staff.services.invite_staff import invite_staff
from identity.staff.services.save_unit import UnitDraft, save_unit
from tests.factories import NOW, World, actor_of, build


@pytest.fixture
def admin(db_app: Flask, world: World) -> Actor:
    """One of two administrators."""
    build(lambda tx: world.staff(tx, Role.ADMINISTRATOR))
    return build(lambda tx: world.staff(tx, Role.ADMINISTRATOR))


@pytest.fixture
def officer(admin: Actor, world: World) -> Actor:
    return build(lambda tx: world.staff(tx, Role.PROGRAMME_OFFICER))


def unit() -> int:
    return int(db.session.scalar(sa.select(StaffUnit.id)))


def live_roles(person_id: int) -> set[Role]:
    rows = sa.select(StaffRole.role).where(StaffRole.person_id == person_id, StaffRole.ended_at.is_(None))
    return set(db.session.scalars(rows))


def test_a_person_is_invited_to_serve(admin: Actor, world: World) -> None:
    person = build(world.person)
    invite_staff(person.email, unit(), Role.AUDITOR, actor=admin, now=NOW)
    body = db.session.scalar(sa.select(OutboundMail.body))
    token = re.search(r"/invitations/(\S+)", body)[1]
    assert accept_invitation(token, actor=actor_of(db.session(), person.id), now=NOW) == "staff"
    assert actor_of(db.session(), person.id).roles == {Role.AUDITOR}
    assert "staff_role.granted" in set(db.session.scalars(sa.select(AuditEvent.name)))


def test_nobody_gives_a_role_to_themselves(admin: Actor) -> None:
    email = db.session.get(Person, admin.person_id).email
    for attempt in (
        lambda: grant_role(admin.person_id, unit(), Role.AUDITOR, actor=admin, now=NOW),
        lambda: invite_staff(email, unit(), Role.AUDITOR, actor=admin, now=NOW),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.reason is PersonRefusal.NOT_YOURSELF


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_separate_duties_stay_separate(role: Role, admin: Actor, officer: Actor) -> None:
    with pytest.raises(Refused) as refused:
        grant_role(officer.person_id, unit(), role, actor=admin, now=NOW)
    assert refused.value.reason is StaffRefusal.ROLES_EXCLUDE
    assert live_roles(officer.person_id) == {Role.PROGRAMME_OFFICER}


def test_a_role_is_held_once(admin: Actor, officer: Actor) -> None:
    with pytest.raises(Refused) as refused:
        grant_role(officer.person_id, unit(), Role.PROGRAMME_OFFICER, actor=admin, now=NOW)
    assert refused.value.reason is StaffRefusal.ALREADY_STAFF_ROLE


def test_an_ended_role_gives_nothing_more(admin: Actor, officer: Actor) -> None:
    row = db.session.scalar(sa.select(StaffRole.id).where(StaffRole.person_id == officer.person_id))
    end_role(row, actor=admin, now=NOW)
    end_role(row, actor=admin, now=NOW)
    assert actor_of(db.session(), officer.person_id).roles == {Role.PERSON}


def test_only_staff_are_given_further_roles(admin: Actor, world: World) -> None:
    with pytest.raises(NotFound):
        grant_role(build(world.person).id, unit(), Role.AUDITOR, actor=admin, now=NOW)


def test_member_roles_are_not_given_by_administrators(admin: Actor, officer: Actor) -> None:
    for role in set(Role) - STAFF_ROLES:
        with pytest.raises(NotFound):
            grant_role(officer.person_id, unit(), role, actor=admin, now=NOW)


def test_officers_give_no_roles(officer: Actor, world: World) -> None:
    other = build(lambda tx: world.staff(tx, Role.CLAIM_OFFICER))
    with pytest.raises(Forbidden):
        grant_role(other.person_id, unit(), Role.FINANCE_OFFICER, actor=officer, now=NOW)


def test_a_mere_person_is_not_staff(world: World, admin: Actor) -> None:
    actor = actor_of(db.session(), build(world.person).id)
    assert not actor.is_staff
    with pytest.raises(NotFound):
        actor.require_own(1)


def test_a_units_code_is_its_own(admin: Actor) -> None:
    save_unit(None, UnitDraft("ฝตป.", "ฝ่ายติดตาม", "M&E"), actor=admin, now=NOW)
    with pytest.raises(Refused) as refused:
        save_unit(None, UnitDraft(" ฝตป. ", "อื่น", "Other"), actor=admin, now=NOW)
    assert refused.value.reason is StaffRefusal.CODE_TAKEN


def test_the_first_two_administrators_are_appointed_at_the_server_and_no_third(
    db_app: Flask, world: World
) -> None:
    auditor = build(lambda tx: world.staff(tx, Role.AUDITOR))
    first, second, third = (build(world.person) for _ in range(3))

    def appoint(email: str) -> Any:
        return db_app.test_cli_runner().invoke(args=["staff", "appoint", email, "ฝขท."])

    assert "Register" in appoint("nobody@example.test").output
    assert appoint(first.email).exit_code == 0
    assert appoint(first.email).exit_code == 1
    assert appoint(second.email).exit_code == 0
    assert live_roles(first.id) == live_roles(second.id) == {Role.ADMINISTRATOR}
    refused = appoint(third.email)
    assert refused.exit_code == 1
    assert "ผู้ดูแลระบบสองคน" in refused.output
    assert not live_roles(third.id)
    told = sa.select(Notice.person_id).where(Notice.kind == "staff_role.appointed").order_by(Notice.id)
    assert list(db.session.scalars(told)) == [auditor.person_id, first.id, auditor.person_id]


def test_an_officer_is_not_appointed_administrator_beside(db_app: Flask, world: World) -> None:
    officer = build(lambda tx: world.staff(tx, Role.FINANCE_RELEASER))
    email = db.session.get(Person, officer.person_id).email
    answer = db_app.test_cli_runner().invoke(args=["staff", "appoint", email, "ฝขท."])
    assert answer.exit_code == 1
    assert live_roles(officer.person_id) == {Role.FINANCE_RELEASER}
