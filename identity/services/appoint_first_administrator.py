"""The operator of the server makes the first administrator, who invites everybody else."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core import audit
from core.actor import SYSTEM
from core.db import transaction
from core.errors import NotFound, Refused
from core.permissions import Role
from identity.models import Person, StaffRole, StaffUnit
from identity.rules import IdentityRefusal, address
from identity.session_moves import end_sessions
from identity.states import SessionEnd


def appoint_first_administrator(email: str, unit_code: str, *, now: datetime) -> int:
    """Give a person with a confirmed e-mail the administrator's role; returns the person's id.

    NotFound for an unknown or unconfirmed e-mail. Refused with ADMINISTRATOR_KNOWN once there is one: from then
    on roles are given by people, and audited.
    """
    with transaction() as tx:
        if tx.scalar(
            sa.select(sa.exists().where(StaffRole.role == Role.ADMINISTRATOR, StaffRole.ended_at.is_(None)))
        ):
            raise Refused(IdentityRefusal.ADMINISTRATOR_KNOWN)
        person: Person | None = tx.session.scalar(sa.select(Person).where(Person.email == address(email)))
        if person is None or person.confirmed_at is None:
            raise NotFound
        unit = tx.session.scalar(sa.select(StaffUnit).where(StaffUnit.code == unit_code)) or tx.add(
            StaffUnit(code=unit_code, name_th=unit_code, name_en=unit_code)
        )
        role = StaffRole(person_id=person.id, unit_id=unit.id, role=Role.ADMINISTRATOR, granted_at=now)
        tx.add(role)
        end_sessions(tx, person.id, SessionEnd.ROLE_CHANGED, by_id=None, now=now)
        audit.record(tx, "staff_role.granted", "person", person.id, SYSTEM, now, {"role": role.role.value})
        return person.id
