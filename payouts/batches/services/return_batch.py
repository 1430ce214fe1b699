"""Send a batch back to who prepared it."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from payouts.batches.commands import RETURN_BATCH
from payouts.batches.operations import lock_batch, move_batch


def return_batch(batch_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Ask for a correction: payments may be taken out, and the rest submitted again."""
    with transaction(RETURN_BATCH, actor, now) as tx:
        batch, locked = lock_batch(tx, batch_id)
        tx.authorise(payee=locked.payee_ids)
        reason_id = audit.store_reason(tx, actor.known_person_id, reason)
        move_batch(tx, batch, "return", "batch.returned", actor=actor, now=now, reason_id=reason_id)
