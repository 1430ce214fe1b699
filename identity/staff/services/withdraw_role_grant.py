"""An administrator takes back a role that nobody has confirmed yet."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from identity.staff.commands import WITHDRAW_ROLE_GRANT
from identity.staff.models import RoleGrant
from identity.staff.operations import one_at_a_time
from identity.staff.states import ROLE_GRANT


def withdraw_role_grant(grant_id: int, *, actor: Actor, now: datetime) -> None:
    """Withdraw one's own grant or another administrator's."""
    with transaction(WITHDRAW_ROLE_GRANT, actor, now) as tx:
        one_at_a_time(tx)
        tx.lock(RoleGrant, grant_id)
        tx.advance(RoleGrant, grant_id, ROLE_GRANT, "withdraw", decided_at=now)
        audit.record(tx, "role_grant.withdrawn", "role_grant", grant_id, actor, now)
