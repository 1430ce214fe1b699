"""Disagree with what somebody stated of a payment."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from payouts.models.payables import Payable
from payouts.models.payments import Payment
from payouts.models.reconciliation import ManualFinding
from payouts.payments.commands import DECLINE_OUTCOME
from payouts.states import MANUAL_MACHINE


def decline_outcome(finding_id: int, reason: str, *, actor: Actor, now: datetime) -> int:
    """Decline the finding: no money moves, and another may be recorded; returns the payment's id."""
    with transaction(DECLINE_OUTCOME, actor, now) as tx:
        finding = tx.lock(ManualFinding, finding_id)
        payable = tx.get(Payable, tx.get(Payment, finding.payment_id).payable_id)
        tx.authorise(payee=payable.payee_id, stater=finding.stated_by_id)
        reason_id = audit.store_reason(tx, actor.known_person_id, reason)
        tx.advance(
            ManualFinding,
            finding_id,
            MANUAL_MACHINE,
            "decline",
            decided_at=now,
            decided_by_id=actor.known_person_id,
        )
        audit.record(
            tx,
            "payment.outcome_declined",
            "payment",
            finding.payment_id,
            actor,
            now,
            {"finding_id": finding_id},
            reason_id,
        )
        return finding.payment_id
