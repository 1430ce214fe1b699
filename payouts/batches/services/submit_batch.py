"""Put a batch before the approver."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from config import Settings
from core.actor import Actor
from core.db import transaction
from core.errors import Refused
from core.settings import installation
from payouts.batches.commands import SUBMIT_BATCH
from payouts.batches.operations import lock_batch, move_batch, ordered, recount
from payouts.batches.rules import control_digest
from payouts.models.payments import Payment
from payouts.states import PaymentState, PayoutRefusal


def submit_batch(batch_id: int, *, actor: Actor, now: datetime) -> None:
    """Fix who is paid what and where: from here on a change of anything stops the batch."""
    person_id = actor.known_person_id
    settings: Settings = installation.settings()
    with transaction(SUBMIT_BATCH, actor, now) as tx:
        batch, locked = lock_batch(tx, batch_id)
        tx.authorise(payee=locked.payee_ids)
        if not locked.payments:
            raise Refused(PayoutRefusal.NOTHING_TO_BATCH)
        recount(tx, batch, locked.payments)
        digest = control_digest(ordered(locked.payments))
        move_batch(
            tx,
            batch,
            "submit",
            "batch.submitted",
            actor=actor,
            now=now,
            fields={"control": digest.hex(), "net_satang": batch.net_satang, "payments": batch.payment_count},
            submitted_at=now,
            submitted_by_id=person_id,
            control_digest=digest,
            three_persons=batch.gross_satang > settings.batch_three_person_satang,
        )
        tx.execute(
            sa.update(Payment)
            .where(Payment.batch_id == batch_id, Payment.state == PaymentState.READY)
            .values(state=PaymentState.BATCHED, state_since=now)
            .execution_options(synchronize_session=False)
        )
