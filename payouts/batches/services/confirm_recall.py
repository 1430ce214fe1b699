"""The second person's word that a file was called back."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.clock import bangkok_date
from core.db import transaction
from core.errors import Refused
from payouts.batches.commands import CONFIRM_RECALL
from payouts.batches.operations import lock_batch, move_batch, refuse_unless_recallable
from payouts.operations import refuse_blocked_signers
from payouts.payments.operations import EventDetails, apply
from payouts.payments.rules import Effect
from payouts.states import AT_BANK, EventKind, PayoutRefusal


def confirm_recall(batch_id: int, *, actor: Actor, now: datetime) -> None:
    """Nothing of the file is, or will be, paid: every payment fails, and what is owed is owed again."""
    person_id = actor.known_person_id
    with transaction(CONFIRM_RECALL, actor, now) as tx:
        batch, locked = lock_batch(tx, batch_id)
        tx.authorise(payee=locked.payee_ids, asker=batch.recall_asked_by_id)
        if batch.recall_asked_by_id is None:
            raise Refused(PayoutRefusal.RECALL_NOT_ASKED)
        refuse_blocked_signers(tx, [batch.recall_asked_by_id])
        refuse_unless_recallable(batch, locked.payments)
        details = EventDetails(EventKind.RECALLED, bangkok_date(now))
        for payment in locked.payments:
            if payment.state in AT_BANK:
                payable = locked.payable_of(payment)
                apply(tx, Effect.FAIL, payment, payable, details, actor=actor, now=now)
        move_batch(
            tx,
            batch,
            "recall",
            "batch.recalled",
            actor=actor,
            now=now,
            reason_id=batch.state_reason_id,
            recalled_at=now,
            recalled_by_id=person_id,
        )
