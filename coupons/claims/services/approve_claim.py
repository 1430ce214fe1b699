"""An officer who checked the evidence approves a claim, perhaps for less: its money becomes payable."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from core.errors import Refused
from core.money import Money
from coupons.claims import operations, rules
from coupons.claims.commands import APPROVE_CLAIM
from coupons.claims.states import ClaimRefusal
from coupons.redemptions.operations import pays_of
from coupons.redemptions.states import REDEMPTION_MACHINE


def approve_claim(
    redemption_id: int, amount: Money, *, reason: str = "", actor: Actor, now: datetime
) -> None:
    """Approve `amount`; what was reserved above it goes back. `reason` is needed when it is less.

    Raises Refused(ClaimRefusal): more than was reserved, mandatory evidence missing (the proof that the SME
    paid its own share, or the whole price where it is reimbursed, above all), accepted by the same officer. Publishes ClaimApproved.
    """
    with transaction(APPROVE_CLAIM, actor, now) as tx:
        coupon, redemption = operations.lock_claim_to_decide(tx, redemption_id)
        REDEMPTION_MACHINE.next(redemption.state, "approve")
        held = redemption.held
        refusal = rules.approval_refusal(
            amount,
            held,
            operations.evidence_kinds(tx, redemption_id),
            pays=pays_of(coupon, redemption),
            has_budget=redemption.line_id is not None,
        )
        if refusal is None and amount < held and not reason.strip():
            refusal = ClaimRefusal.LESS_NEEDS_REASON
        if refusal:
            raise Refused(refusal)
        reason_id = audit.store_reason(tx, actor.known_person_id, reason) if reason.strip() else None
        operations.approve(tx, coupon, redemption, amount, reason_id=reason_id, actor=actor, now=now)
        audit.record(
            tx,
            "redemption.approved",
            "redemption",
            redemption_id,
            actor,
            now,
            {"amount_satang": amount.satang, "of_satang": held.satang},
            reason_id,
        )
        operations.tell_approved(tx, coupon, redemption, now=now)
