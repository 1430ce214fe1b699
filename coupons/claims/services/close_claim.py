"""An officer closes a claim of a zero-budget scheme: the service was rendered, nothing is owed."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from core.errors import Refused
from coupons.claims import operations
from coupons.claims.commands import CLOSE_CLAIM
from coupons.claims.states import ClaimRefusal
from coupons.redemptions.models import Redemption
from coupons.redemptions.operations import tell
from coupons.redemptions.states import REDEMPTION_MACHINE
from coupons.states import Party


def close_claim(redemption_id: int, *, actor: Actor, now: datetime) -> None:
    """Close it, with the same evidence as any claim. Raises Refused(NOT_ZERO_BUDGET) when money is in it."""
    with transaction(CLOSE_CLAIM, actor, now) as tx:
        coupon, redemption = operations.lock_claim_to_decide(tx, redemption_id)
        REDEMPTION_MACHINE.next(redemption.state, "close")
        if redemption.line_id is not None:
            raise Refused(ClaimRefusal.NOT_ZERO_BUDGET)
        operations.prove(tx, coupon, redemption)
        tx.advance(
            Redemption,
            redemption_id,
            REDEMPTION_MACHINE,
            "close",
            state_since=now,
            decided_at=now,
            decided_by_id=actor.known_person_id,
        )
        audit.record(tx, "redemption.closed", "redemption", redemption_id, actor, now)
        tell(tx, redemption, "redemption.closed", Party.SME, Party.PROVIDER, now=now)
