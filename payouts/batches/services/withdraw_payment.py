"""Take one payment out of a batch that is being prepared."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import transaction
from core.errors import NotFound, Refused
from payouts.batches.commands import WITHDRAW_PAYMENT
from payouts.batches.operations import lock_batch, recount
from payouts.models.payments import Payment
from payouts.payments.operations import withdraw
from payouts.states import BatchState, PayoutRefusal


def withdraw_payment(payment_id: int, *, actor: Actor, now: datetime) -> int:
    """Leave it for a later batch; returns the batch it was in. Refused(IN_SIGNED_BATCH) once somebody signs."""
    with transaction(WITHDRAW_PAYMENT, actor, now) as tx:
        batch, locked = lock_batch(tx, tx.get(Payment, payment_id).batch_id)
        tx.authorise(payee=locked.payee_ids)
        if batch.state not in (BatchState.DRAFT, BatchState.RETURNED):
            raise Refused(PayoutRefusal.IN_SIGNED_BATCH)
        payment = next((each for each in locked.payments if each.id == payment_id), None)
        if payment is None:
            raise NotFound
        withdraw(tx, payment, actor=actor, now=now)
        recount(tx, batch, [each for each in locked.payments if each.id != payment_id])
        return batch.id
