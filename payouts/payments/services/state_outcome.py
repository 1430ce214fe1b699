"""Record the result of a payment by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from core.actor import Actor
from core.audit import operations as audit
from core.clock import bangkok_date
from core.db import Tx, transaction
from core.documents import operations as documents
from core.errors import Refused
from payouts.models.payments import Payment
from payouts.models.reconciliation import ManualFinding, StatementLine
from payouts.payments.commands import STATE_OUTCOME
from payouts.payments.operations import lock_payments, refuse_second_finding, refuse_unless_fitting
from payouts.states import ManualOutcome, PayoutRefusal


@dataclass(frozen=True, slots=True)
class Evidence:
    """What proves it: a line of the bank, a file, or both."""

    line_id: int | None = None
    content: bytes | None = None
    file_name: str = ""


def state_outcome(
    payment_id: int,
    outcome: ManualOutcome,
    happened_on: date,
    evidence: Evidence,
    reason: str,
    *,
    actor: Actor,
    now: datetime,
) -> int:
    """Record the first person's finding; no money moves until another confirms it. Returns the finding's id.

    Refused(EVIDENCE_MISSING) without a bank line or a file; Refused(ALREADY_STATED) while one waits.
    """
    person_id = actor.known_person_id
    _refuse_unless_stated(evidence, happened_on, now)
    STATE_OUTCOME.admit(actor, now)
    judged = documents.judge(evidence.content) if evidence.content else None
    with transaction(STATE_OUTCOME, actor, now) as tx:
        locked = lock_payments(tx, Payment.id == payment_id)
        if not locked.payments:
            raise Refused(PayoutRefusal.NO_SUCH_PAYMENT)
        tx.authorise(payee=locked.payee_ids)
        payment = locked.payments[0]
        line = tx.lock(StatementLine, evidence.line_id) if evidence.line_id is not None else None
        refuse_unless_fitting(tx, outcome, payment, line)
        refuse_second_finding(tx, payment_id)
        finding = tx.add(
            ManualFinding(
                payment_id=payment_id,
                outcome=outcome,
                happened_on=happened_on,
                line_id=line.id if line else None,
                reason_id=audit.store_reason(tx, person_id, reason),
                document_id=_kept(tx, judged, evidence.file_name, actor=actor, now=now),
                stated_at=now,
                stated_by_id=person_id,
            )
        )
        audit.record(
            tx,
            "payment.outcome_stated",
            "payment",
            payment_id,
            actor,
            now,
            {"finding_id": finding.id, "outcome": outcome.value, "line_id": finding.line_id},
            finding.reason_id,
        )
        return finding.id


def _refuse_unless_stated(evidence: Evidence, happened_on: date, now: datetime) -> None:
    if evidence.line_id is None and not evidence.content:
        raise Refused(PayoutRefusal.EVIDENCE_MISSING)
    if happened_on > bangkok_date(now):
        raise Refused(PayoutRefusal.OUTCOME_DOES_NOT_FIT)


def _kept(
    tx: Tx, judged: documents.Judged | None, file_name: str, *, actor: Actor, now: datetime
) -> int | None:
    """Store the file that proves it; returns its id."""
    if judged is None:
        return None
    return documents.store(tx, judged, file_name, "payment_evidence", None, actor=actor, now=now).id
