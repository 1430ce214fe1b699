"""Which right counts when an officer decides about a registration."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from core.db import db, transaction
from core.errors import Forbidden, WrongState
from core.permissions import Role
from identity.staff.models import StaffRole
from smes.models import Sme
from smes.services.reject_sme import reject_sme
from smes.states import SmeState
from tests.factories import NOW, World, build

WHY = "ไม่เข้าเกณฑ์"


def test_out_of_a_suspension_only_a_role_that_suspends_rejects_and_only_while_it_holds(
    db_app: Flask,
) -> None:
    """The actor was built while both roles held, as a request's is that waited for a lock."""
    world = World()
    key = build(lambda tx: world.sme(tx, state=SmeState.SUSPENDED)).organisation_id
    officer = build(lambda tx: world.staff(tx, Role.PROGRAMME_OFFICER))
    with pytest.raises(Forbidden):
        reject_sme(key, WHY, actor=officer, now=NOW)
    both = build(lambda tx: world.staff(tx, Role.PROGRAMME_OFFICER, Role.PROGRAMME_APPROVER))
    held = (StaffRole.person_id == both.person_id) & (StaffRole.role == Role.PROGRAMME_APPROVER)
    with transaction() as tx:
        tx.execute(sa.update(StaffRole).where(held).values(ended_at=NOW, ended_by_id=None))
    with pytest.raises(Forbidden):
        reject_sme(key, WHY, actor=both, now=NOW)
    assert db.session.get_one(Sme, key).state is SmeState.SUSPENDED
    approver = build(lambda tx: world.staff(tx, Role.PROGRAMME_APPROVER))
    reject_sme(key, WHY, actor=approver, now=NOW)
    with pytest.raises(WrongState):
        reject_sme(key, WHY, actor=approver, now=NOW)
