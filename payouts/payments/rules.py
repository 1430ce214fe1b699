"""Pure decisions about payments: what may be done to one, and what two people may say of it."""

from __future__ import annotations

from enum import StrEnum

from core.money import Money
from payouts.states import PaymentState, PayoutRefusal


class Effect(StrEnum):
    """What a line does to its payment."""

    NONE = "none"
    PAY = "pay"
    FAIL = "fail"
    RETURN = "return"


def manual_refusal(
    state: PaymentState,
    effect: Effect,
    *,
    line_amount: Money | None,
    line_credit: bool | None,
    of_its_account: bool,
    net: Money,
) -> PayoutRefusal | None:
    """Whether people may state this of a payment: paid or failed of one at the bank, returned of a paid one.

    A bank line given as evidence must be of the payment's amount and of the account that its file debits, and go the
    right way; `line_amount` is None without one, or for a status.
    """
    allowed = {
        Effect.PAY: (PaymentState.SENT, PaymentState.UNKNOWN),
        Effect.FAIL: (PaymentState.SENT, PaymentState.UNKNOWN),
        Effect.RETURN: (PaymentState.PAID,),
    }
    if state not in allowed.get(effect, ()):
        return PayoutRefusal.OUTCOME_DOES_NOT_FIT
    fits = line_amount == net and of_its_account and line_credit is not (effect is Effect.PAY)
    if line_amount is not None and not fits:
        return PayoutRefusal.LINE_DOES_NOT_FIT
    return None
