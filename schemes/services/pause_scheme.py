"""The approver pauses an open scheme."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from schemes.commands import PAUSE_SCHEME
from schemes.models import Scheme
from schemes.states import SCHEME_MACHINE


def pause_scheme(scheme_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Stop new applications for a while; those already sent, and coupons, run to their own end. The reason is shown to staff."""
    with transaction(PAUSE_SCHEME, actor, now) as tx:
        scheme = tx.lock(Scheme, scheme_id)
        reason_id = audit.store_reason(tx, scheme.created_by_id, reason)
        tx.advance(Scheme, scheme_id, SCHEME_MACHINE, "pause", state_since=now, state_reason_id=reason_id)
        audit.record(tx, "scheme.paused", "scheme", scheme_id, actor, now, reason_id=reason_id)
