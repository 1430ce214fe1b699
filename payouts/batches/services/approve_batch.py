"""The second person's signature."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import transaction
from payouts.batches.commands import APPROVE_BATCH
from payouts.batches.operations import approval_bars, lock_batch, move_batch, refuse_if_changed, signatures_of
from payouts.operations import refuse_blocked_signers
from payouts.states import BATCH_MACHINE


def approve_batch(batch_id: int, *, actor: Actor, now: datetime) -> None:
    """Agree to pay exactly what was submitted. Refused(PREPARED_BY_YOU, SIGNER_BLOCKED, CHANGED_SINCE)."""
    with transaction(APPROVE_BATCH, actor, now) as tx:
        batch, locked = lock_batch(tx, batch_id)
        BATCH_MACHINE.next(batch.state, "approve")
        tx.authorise(payee=locked.payee_ids, **approval_bars(batch))
        refuse_blocked_signers(tx, signatures_of(batch).rests_on)
        refuse_if_changed(batch, locked.payments)
        move_batch(
            tx,
            batch,
            "approve",
            "batch.approved",
            actor=actor,
            now=now,
            fields={"control": batch.control_digest.hex() if batch.control_digest else None},
            approved_at=now,
            approved_by_id=actor.known_person_id,
        )
