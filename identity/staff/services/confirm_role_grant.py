"""A second person confirms the role that an administrator has granted."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.calendar.due import due_at
from core.db import transaction
from core.errors import Refused
from core.permissions import Permission, Role
from identity.notifications.operations import notify
from identity.staff.commands import CONFIRM_ROLE_GRANT
from identity.staff.models import RoleGrant
from identity.staff.operations import give_role, one_at_a_time, page_of, refuse_a_lone_administrator, tell
from identity.staff.origins import grant_bars
from identity.staff.queries import may_still
from identity.staff.rules import StaffRefusal
from identity.staff.states import CONFIRM_WITHIN, ROLE_GRANT


def confirm_role_grant(grant_id: int, *, actor: Actor, now: datetime) -> None:
    """Let the role begin; the person, who granted it and all auditors are notified.

    Refused with GRANTED_BY_YOU, NOT_YOURSELF, or COMMON_ORIGIN for who is not independent of the granter; with
    GRANT_GONE when it waited too long or the granter is an administrator no more; with SECOND_ADMINISTRATOR while
    there is one; with ALREADY_STAFF_ROLE or ROLES_EXCLUDE for what the person was given meanwhile.
    """
    with transaction(CONFIRM_ROLE_GRANT, actor, now) as tx:
        one_at_a_time(tx)
        grant = tx.lock(RoleGrant, grant_id)
        person_id, granted_by_id, role = grant.person_id, grant.granted_by_id, grant.role
        second_id = actor.known_person_id
        tx.authorise(**grant_bars(tx.session, grant, second_id, now))
        tx.advance(RoleGrant, grant_id, ROLE_GRANT, "confirm", decided_at=now, confirmed_by_id=second_id)
        overdue = due_at(CONFIRM_WITHIN, grant.granted_at) <= now
        if overdue or not may_still(tx.session, granted_by_id, Permission.IDENTITY_STAFF_MANAGE):
            raise Refused(StaffRefusal.GRANT_GONE, days=CONFIRM_WITHIN.length)
        refuse_a_lone_administrator(tx, role)
        give_role(
            tx,
            person_id,
            grant.unit_id,
            role,
            granted_by_id=granted_by_id,
            confirmed_by_id=second_id,
            actor=actor,
            now=now,
        )
        fields = {"role": role.value, "granted_by_id": granted_by_id, "person_id": person_id}
        audit.record(tx, "role_grant.confirmed", "role_grant", grant_id, actor, now, fields)
        page, told = page_of(grant_id), {"role": role.value}
        notify(tx, [granted_by_id], "role_grant.confirmed", told, page, now=now)
        tell(tx, Role.AUDITOR, "role_grant.confirmed", page, told, now=now)
