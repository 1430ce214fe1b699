"""The operator of the server appoints the first two administrators, who grant all other roles."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from flask import url_for

from core.actor import SYSTEM
from core.audit import operations as audit
from core.db import transaction
from core.errors import NotFound, Refused
from core.permissions import Role
from core.typed.emails import read_account_email
from identity.accounts.operations import end_sessions
from identity.accounts.states import SessionEnd
from identity.notifications.operations import notify
from identity.organisations.models import StaffUnit
from identity.people.models import Person
from identity.staff.models import StaffRole
from identity.staff.operations import one_at_a_time, refuse_unless_free_for, tell
from identity.staff.queries import administrators
from identity.staff.rules import FIRST_ADMINISTRATORS, StaffRefusal


def appoint_administrator(email: str, unit_code: str, *, now: datetime) -> int:
    """Give a person with a confirmed e-mail the administrator's role; returns the person's id.

    NotFound for an unknown, closed or unconfirmed account. Refused with ADMINISTRATORS_KNOWN once there are two: from
    then on roles are given by two people. Also with ALREADY_STAFF_ROLE or ROLES_EXCLUDE. The other administrator and
    the auditors are notified.
    """
    with transaction() as tx:
        one_at_a_time(tx)
        if administrators(tx.session) >= FIRST_ADMINISTRATORS:
            raise Refused(StaffRefusal.ADMINISTRATORS_KNOWN)
        person: Person | None = tx.session.scalar(
            sa.select(Person).where(Person.email == read_account_email(email))
        )
        if person is None or person.confirmed_at is None or not person.active:
            raise NotFound
        refuse_unless_free_for(tx, person.id, Role.ADMINISTRATOR)
        unit = tx.session.scalar(sa.select(StaffUnit).where(StaffUnit.code == unit_code)) or tx.add(
            StaffUnit(code=unit_code, name_th=unit_code, name_en=unit_code)
        )
        for told in (Role.ADMINISTRATOR, Role.AUDITOR):
            tell(
                tx,
                told,
                "staff_role.appointed",
                url_for("identity.me"),
                {"role": Role.ADMINISTRATOR.value},
                now=now,
            )
        role = StaffRole(person_id=person.id, unit_id=unit.id, role=Role.ADMINISTRATOR, granted_at=now)
        tx.add(role)
        end_sessions(tx, person.id, SessionEnd.ROLE_CHANGED, by_id=None, now=now)
        audit.record(tx, "staff_role.granted", "person", person.id, SYSTEM, now, {"role": role.role.value})
        notify(
            tx,
            [person.id],
            "staff_role.granted",
            {"role": role.role.value, "office": "operator"},
            url_for("identity.me"),
            now=now,
        )
        return person.id
