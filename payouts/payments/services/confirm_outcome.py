"""The second person confirms the result of a payment."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import transaction
from payouts.models.payments import Payment
from payouts.models.reconciliation import ManualFinding, StatementLine
from payouts.operations import refuse_blocked_signers
from payouts.payments.commands import CONFIRM_OUTCOME
from payouts.payments.operations import (
    EFFECTS,
    EventDetails,
    apply,
    follow_up,
    lock_payments,
    refuse_unless_fitting,
    settle_if_done,
)
from payouts.states import LINE_MACHINE, MANUAL_MACHINE, EventKind


def confirm_outcome(finding_id: int, *, actor: Actor, now: datetime) -> int:
    """Apply what was recorded, and match the line it rests on; returns the payment's id. Refused(STATED_BY_YOU, SIGNER_BLOCKED)."""
    person_id = actor.known_person_id
    with transaction(CONFIRM_OUTCOME, actor, now) as tx:
        payment_id = tx.get(ManualFinding, finding_id).payment_id
        locked = lock_payments(tx, Payment.id == payment_id)
        payment = locked.payments[0]
        finding = tx.lock(ManualFinding, finding_id)
        tx.authorise(payee=locked.payee_ids, stater=finding.stated_by_id)
        refuse_blocked_signers(tx, [finding.stated_by_id])
        line = tx.lock(StatementLine, finding.line_id) if finding.line_id is not None else None
        refuse_unless_fitting(tx, finding.outcome, payment, line)
        tx.advance(
            ManualFinding,
            finding_id,
            MANUAL_MACHINE,
            "confirm",
            decided_at=now,
            decided_by_id=person_id,
        )
        code = None
        if line is not None:
            tx.advance(
                StatementLine,
                line.id,
                LINE_MACHINE,
                "match",
                state_since=now,
                problem=None,
                payment_id=payment.id,
            )
            code = line.code
        effect, payable = EFFECTS[finding.outcome], locked.payable_of(payment)
        details = EventDetails(EventKind.RULED, finding.happened_on, finding.line_id, code)
        apply(tx, effect, payment, payable, details, actor=actor, now=now)
        settle_if_done(tx, payment.batch_id, actor=actor, now=now)
        follow_up(tx, [payable], actor=actor, now=now)
        return payment.id
