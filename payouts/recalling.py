"""When a whole file can still be called back."""

from __future__ import annotations

from collections.abc import Sequence

from core.errors import Refused
from payouts.models import Batch, Payment
from payouts.states import BATCH_MACHINE, PaymentState, PayoutRefusal


def refuse_unless_recallable(batch: Batch, payments: Sequence[Payment]) -> None:
    """WrongState unless it was released; Refused(SOME_ALREADY_PAID) once the bank has paid any of it."""
    BATCH_MACHINE.next(batch.state, "recall")
    if any(each.state in (PaymentState.PAID, PaymentState.RETURNED) for each in payments):
        raise Refused(PayoutRefusal.SOME_ALREADY_PAID)
