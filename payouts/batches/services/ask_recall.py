"""Say that the bank will not carry out a file."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from core.errors import Refused
from payouts.batches.commands import ASK_RECALL
from payouts.batches.operations import lock_batch, refuse_unless_recallable
from payouts.states import PayoutRefusal


def ask_recall(batch_id: int, bank_reference: str, reason: str, *, actor: Actor, now: datetime) -> None:
    """The first person's word, with the bank's reference; another confirms. Asking again replaces the word."""
    person_id = actor.known_person_id
    reference = bank_reference.strip()[:60]
    if not reference:
        raise Refused(PayoutRefusal.BANK_REFERENCE_MISSING)
    with transaction(ASK_RECALL, actor, now) as tx:
        batch, locked = lock_batch(tx, batch_id)
        tx.authorise(payee=locked.payee_ids)
        refuse_unless_recallable(batch, locked.payments)
        batch.recall_asked_at, batch.recall_asked_by_id = now, person_id
        batch.recall_reference = reference
        batch.state_reason_id = reason_id = audit.store_reason(tx, person_id, reason)
        tx.session.flush()
        audit.record(tx, "batch.recall_asked", "batch", batch.id, actor, now, reason_id=reason_id)
