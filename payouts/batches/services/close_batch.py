"""Close a batch whose every payment has found its end."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core.actor import Actor
from core.db import transaction
from core.errors import Refused
from payouts.batches.commands import CLOSE_BATCH
from payouts.batches.operations import lock_batch, move_batch
from payouts.models.payments import Payment
from payouts.models.reconciliation import StatementLine
from payouts.states import LineState, PayoutRefusal


def close_batch(batch_id: int, *, actor: Actor, now: datetime) -> None:
    """Put it away. Refused(LINES_WAITING) while a bank line that names one of its payments lies on the workbench."""
    with transaction(CLOSE_BATCH, actor, now) as tx:
        batch, locked = lock_batch(tx, batch_id)
        tx.authorise(payee=locked.payee_ids)
        waiting = tx.scalar(
            sa.select(sa.func.count())
            .select_from(StatementLine)
            .join(Payment, Payment.id == StatementLine.payment_id)
            .where(
                Payment.batch_id == batch_id,
                StatementLine.state.in_((LineState.MISMATCHED, LineState.UNMATCHED)),
            )
        )
        if waiting:
            raise Refused(PayoutRefusal.LINES_WAITING, count=waiting)
        move_batch(
            tx,
            batch,
            "close",
            "batch.closed",
            actor=actor,
            now=now,
            closed_at=now,
            closed_by_id=actor.known_person_id,
        )
