"""Give a batch up before it goes to the bank."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from payouts.batches.commands import CANCEL_BATCH
from payouts.batches.operations import lock_batch, move_batch
from payouts.payments.operations import withdraw


def cancel_batch(batch_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """End it: its payments are withdrawn, and what is owed waits for another batch."""
    with transaction(CANCEL_BATCH, actor, now) as tx:
        batch, locked = lock_batch(tx, batch_id)
        tx.authorise(payee=locked.payee_ids)
        reason_id = audit.store_reason(tx, actor.known_person_id, reason)
        move_batch(tx, batch, "cancel", "batch.cancelled", actor=actor, now=now, reason_id=reason_id)
        for payment in locked.payments:
            withdraw(tx, payment, actor=actor, now=now)
