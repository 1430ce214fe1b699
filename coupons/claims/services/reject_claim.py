"""An officer rejects a claim: its money goes back, and an open coupon lives again."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from core.errors import Refused
from coupons.claims import operations
from coupons.claims.commands import REJECT_CLAIM
from coupons.claims.states import ClaimRefusal
from coupons.redemptions.models import Redemption
from coupons.redemptions.operations import give_back, overdue, tell
from coupons.redemptions.states import REDEMPTION_MACHINE, RedemptionState
from coupons.states import Party


def reject_claim(redemption_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Reject an accepted or disputed claim, with the reason that both sides read; a returned one once its time is over.

    Raises Refused(NOT_DUE) while the provider may still add what it was asked for.
    """
    with transaction(REJECT_CLAIM, actor, now) as tx:
        coupon, redemption = operations.lock_claim_to_decide(tx, redemption_id)
        REDEMPTION_MACHINE.next(redemption.state, "reject")
        if redemption.state is RedemptionState.RETURNED and not overdue(redemption, now):
            raise Refused(ClaimRefusal.NOT_DUE)
        reason_id = audit.store_reason(tx, actor.known_person_id, reason)
        tx.advance(
            Redemption,
            redemption_id,
            REDEMPTION_MACHINE,
            "reject",
            state_since=now,
            decided_at=now,
            decided_by_id=actor.known_person_id,
            state_reason_id=reason_id,
        )
        give_back(tx, coupon, redemption, redemption.held, actor=actor, now=now)
        audit.record(tx, "redemption.rejected", "redemption", redemption_id, actor, now, reason_id=reason_id)
        tell(tx, redemption, "redemption.rejected", Party.SME, Party.PROVIDER, now=now)
