"""Roles that no second person confirmed in time."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core.actor import SYSTEM
from core.audit import operations as audit
from core.calendar.due import is_over
from core.db import transaction
from identity.notifications.operations import notify
from identity.staff.models import RoleGrant
from identity.staff.operations import one_at_a_time, page_of
from identity.staff.states import CONFIRM_WITHIN, ROLE_GRANT, RoleGrantState


def lapse_role_grants(*, now: datetime) -> int:
    """End the grants that have waited for CONFIRM_WITHIN, and notify their granters; returns how many."""
    with transaction() as tx:
        one_at_a_time(tx)
        overdue = tx.execute(
            sa.select(RoleGrant.id, RoleGrant.granted_by_id, RoleGrant.role)
            .where(
                RoleGrant.state == RoleGrantState.PROPOSED, is_over(RoleGrant.granted_at, CONFIRM_WITHIN, now)
            )
            .order_by(RoleGrant.id)
        ).all()
        for grant_id, granted_by_id, role in overdue:
            tx.advance(RoleGrant, grant_id, ROLE_GRANT, "lapse", decided_at=now)
            audit.record(tx, "role_grant.lapsed", "role_grant", grant_id, SYSTEM, now)
            page = page_of(grant_id)
            notify(tx, [granted_by_id], "role_grant.lapsed", {"role": role.value}, page, now=now)
        return len(overdue)
