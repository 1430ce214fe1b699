"""A second person finds that a role should not be given."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from core.permissions import Role
from identity.notifications.operations import notify
from identity.staff.commands import DECLINE_ROLE_GRANT
from identity.staff.models import RoleGrant
from identity.staff.operations import one_at_a_time, page_of, tell
from identity.staff.states import ROLE_GRANT


def decline_role_grant(grant_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Refuse the role, with the reason that the granter and the auditors read.

    Saying no needs no independence: whoever may confirm may decline. Refused with REASON_MISSING, GRANTED_BY_YOU or
    NOT_YOURSELF.
    """
    with transaction(DECLINE_ROLE_GRANT, actor, now) as tx:
        one_at_a_time(tx)
        grant = tx.lock(RoleGrant, grant_id)
        granted_by_id, role = grant.granted_by_id, grant.role
        tx.authorise(granted_by=granted_by_id, person=grant.person_id)
        reason_id = audit.store_reason(tx, grant.person_id, reason)
        tx.advance(RoleGrant, grant_id, ROLE_GRANT, "decline", decided_at=now, state_reason_id=reason_id)
        audit.record(tx, "role_grant.declined", "role_grant", grant_id, actor, now, reason_id=reason_id)
        page, told = page_of(grant_id), {"role": role.value}
        notify(tx, [granted_by_id], "role_grant.declined", told, page, now=now)
        tell(tx, Role.AUDITOR, "role_grant.declined", page, told, now=now)
