"""An administrator takes a role back."""

from __future__ import annotations

from datetime import datetime

from flask import url_for

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from core.permissions import Role
from identity.accounts.operations import end_sessions
from identity.accounts.states import SessionEnd
from identity.notifications.operations import notify
from identity.staff.commands import END_ROLE
from identity.staff.models import StaffRole
from identity.staff.operations import one_at_a_time, tell, withdraw_what_was_asked


def end_role(staff_role_id: int, *, actor: Actor, now: datetime) -> int:
    """End one staff role, and the person's sessions, at once; returns the person's id.

    Taking away is one person's: it must not wait. What an administrator has offered, granted or asked for ends with their role.
    Refused with NOT_YOURSELF. Ending it again does nothing.
    """
    with transaction(END_ROLE, actor, now) as tx:
        one_at_a_time(tx)
        held = tx.lock(StaffRole, staff_role_id)
        tx.authorise(holder=held.person_id)
        if held.ended_at is None:
            held.ended_at, held.ended_by_id = now, actor.known_person_id
            if held.role is Role.ADMINISTRATOR:
                withdraw_what_was_asked(tx, held.person_id, actor=actor, now=now)
            told = {"role": held.role.value}
            audit.record(tx, "staff_role.ended", "person", held.person_id, actor, now, told)
            end_sessions(tx, held.person_id, SessionEnd.ROLE_CHANGED, by_id=actor.person_id, now=now)
            notify(tx, [held.person_id], "staff_role.ended", told, url_for("identity.me"), now=now)
            tell(tx, Role.AUDITOR, "staff_role.taken_back", url_for("identity.trail"), told, now=now)
        return held.person_id
