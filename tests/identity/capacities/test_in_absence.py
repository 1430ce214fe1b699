"""For whom the worker acts: the person as she is now, in the capacity in which she asked, and in no other."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask

from core import clock
from core.actor import ANONYMOUS, Actor
from core.db import db
from core.permissions import Role
from identity.capacities.on_behalf import actor_on_behalf, capacity_key
from identity.organisations.models import Membership
from identity.organisations.states import Capacity
from identity.people.models import Person
from identity.staff.models import StaffRole
from tests.factories import NOW, World, build


@pytest.fixture
def world(db_app: Flask) -> World:
    return World(clock.now())


def now_of(actor: Actor) -> Actor:
    db.session.rollback()
    found = actor_on_behalf(db.session(), actor.known_person_id, capacity_key(actor), NOW)
    return replace(found, second_factor_at=actor.second_factor_at)


def test_who_changed_nothing_is_who_she_was(world: World) -> None:
    organisation_id = build(lambda tx: world.organisation(tx).id)
    for capacity in Capacity:
        member = build(lambda tx, side=capacity: world.member(tx, organisation_id, side))
        assert now_of(member) == member
    officer = build(lambda tx: world.staff(tx, Role.FINANCE_OFFICER, Role.AUDITOR))
    assert now_of(officer) == officer


def test_a_lost_role_is_lost_and_another_capacity_does_not_step_in(world: World) -> None:
    officer = build(lambda tx: world.staff(tx, Role.FINANCE_OFFICER))
    organisation_id = build(lambda tx: world.organisation(tx).id)
    values = {"person_id": officer.known_person_id, "organisation_id": organisation_id, "since": world.now}
    build(lambda tx: tx.add(Membership(capacity=Capacity.SME, role="owner", may_consent=True, **values)))
    build(lambda tx: tx.execute(sa.update(StaffRole).values(ended_at=world.now)))
    assert now_of(officer).permissions == frozenset()


def test_a_gained_role_counts_and_a_barred_person_is_nobody(world: World) -> None:
    officer = build(lambda tx: world.staff(tx, Role.FINANCE_OFFICER))
    values = {"unit_id": db.session.scalar(sa.select(StaffRole.unit_id)), "granted_at": world.now}
    build(
        lambda tx: tx.add(StaffRole(person_id=officer.known_person_id, role=Role.FINANCE_RELEASER, **values))
    )
    assert now_of(officer).roles == {Role.FINANCE_OFFICER, Role.FINANCE_RELEASER}
    build(lambda tx: tx.execute(sa.update(Person).values(active=False)))
    assert now_of(officer) == ANONYMOUS


def test_staff_without_a_second_factor_act_no_more_in_absence_than_in_presence(
    world: World, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = build(lambda tx: world.staff(tx, Role.FINANCE_OFFICER))
    settings = replace(app.installation.settings, second_factor_waived=False)
    monkeypatch.setattr(app.installation, "settings", settings)
    assert now_of(officer).permissions == frozenset()
