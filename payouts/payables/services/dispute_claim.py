"""Dispute a claim that was approved and is not yet on its way to the bank."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

import coupons.claims.operations
import coupons.redemptions.operations
from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from core.errors import Refused
from payouts.models.payables import Payable
from payouts.payables.commands import DISPUTE_CLAIM
from payouts.payables.operations import live_payment
from payouts.payees.operations import tell_payees
from payouts.states import PAYABLE_MACHINE, PayableState, PayoutRefusal


def dispute_claim(redemption_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Take the claim back from payment: nothing is owed until it is decided anew. Both sides and the payee are notified.

    Refused(ALREADY_LIVE) while it is in a batch, or further.
    """
    with transaction(DISPUTE_CLAIM, actor, now) as tx:
        _, redemption = coupons.redemptions.operations.lock_claim(tx, redemption_id)
        tx.authorise(sme=redemption.sme_id, provider=redemption.provider_id)
        reason_id = audit.store_reason(tx, actor.known_person_id, reason)
        coupons.claims.operations.dispute_approved(tx, redemption_id, reason_id, actor=actor, now=now)
        payable_id = tx.scalar(
            sa.select(Payable.id).where(
                Payable.redemption_id == redemption_id, Payable.state != PayableState.WITHDRAWN
            )
        )
        payable = tx.lock(Payable, payable_id)
        if live_payment(tx, payable.id) is not None:
            raise Refused(PayoutRefusal.ALREADY_LIVE)
        tx.advance(
            Payable,
            payable.id,
            PAYABLE_MACHINE,
            "withdraw",
            hold_reason=None,
            state_reason_id=reason_id,
            state_since=now,
        )
        audit.record(tx, "payable.withdrawn", "payable", payable.id, actor, now, reason_id=reason_id)
        tell_payees(tx, [payable], now)
