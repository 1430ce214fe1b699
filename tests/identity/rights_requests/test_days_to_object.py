"""The days in which an owner may object to being replaced: one setting, said alike by the machine and the command."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask

import config
from core import clock
from core.calendar.due import due_at
from core.db import db
from core.permissions import Role
from core.terms import days
from identity.organisations.models import Membership
from identity.organisations.states import Capacity
from identity.rights_requests.models import RightsRequest
from identity.rights_requests.services.ask_owner_replacement import Replacement, ask_owner_replacement
from identity.rights_requests.states import OBJECT_WITHIN
from tests.coupons.counter import picture
from tests.factories import World, build
from tests.identity.conftest import SignIn


def test_they_are_those_of_the_setting(
    db_app: Flask, world: World, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The machine, and with it docs/states.md, say the default of the setting; what is confirmed its value."""
    assert days(config.Settings.owner_objection_days) == OBJECT_WITHIN
    settings = replace(db_app.installation.settings, owner_objection_days=21)
    monkeypatch.setattr(db_app.installation, "settings", settings)
    owner = build(lambda tx: world.member(tx, world.organisation(tx).id, Capacity.SME))
    officer = build(lambda tx: world.staff(tx, Role.PROGRAMME_OFFICER))
    approver = build(lambda tx: world.staff(tx, Role.PROGRAMME_APPROVER))
    heir = build(lambda tx: world.person(tx).email)
    membership = db.session.scalars(sa.select(Membership.id).filter_by(person_id=owner.person_id)).one()
    draft = Replacement(heir, "เจ้าของเดิมเสียชีวิต", picture("x"), "p.png")
    key = ask_owner_replacement(membership, draft, actor=officer, now=clock.now())
    assert sign_in(approver.known_person_id).post(f"/rights-requests/{key}/confirm").status_code == 303
    db.session.rollback()
    row = db.session.get_one(RightsRequest, key)
    assert row.decided_at is not None
    assert row.takes_effect_at == due_at(days(21), row.decided_at)
