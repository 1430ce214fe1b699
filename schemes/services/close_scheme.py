"""The approver closes a scheme for good."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from schemes.commands import CLOSE_SCHEME
from schemes.models import Scheme
from schemes.states import SCHEME_MACHINE


def close_scheme(scheme_id: int, *, actor: Actor, now: datetime) -> None:
    """Stop new applications for good; those already sent, and coupons, run to their own end. Money left may be taken back."""
    with transaction(CLOSE_SCHEME, actor, now) as tx:
        tx.lock(Scheme, scheme_id)
        tx.advance(Scheme, scheme_id, SCHEME_MACHINE, "close", state_since=now)
        audit.record(tx, "scheme.closed", "scheme", scheme_id, actor, now)
