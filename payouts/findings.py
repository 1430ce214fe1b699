"""What stating and confirming a finding by hand have in common."""

from __future__ import annotations

from core.errors import Refused
from payouts.models import Payment, StatementLine
from payouts.rules import Effect, manual_refusal
from payouts.states import LINE_MACHINE, ManualOutcome

EFFECTS = {
    ManualOutcome.PAID: Effect.PAY,
    ManualOutcome.FAILED: Effect.FAIL,
    ManualOutcome.RETURNED: Effect.RETURN,
}


def refuse_unless_fitting(outcome: ManualOutcome, payment: Payment, line: StatementLine | None) -> None:
    """Refused when the payment cannot have come to that, or the line does not show it; WrongState for a line
    that has left the workbench.
    """
    if line is not None:
        LINE_MACHINE.next(line.state, "match")
    refusal = manual_refusal(
        payment.state,
        EFFECTS[outcome],
        line_amount=line.amount if line else None,
        line_credit=line.credit if line else None,
        net=payment.net,
    )
    if refusal:
        raise Refused(refusal)
