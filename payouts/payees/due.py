"""Until when a payment stays where it stands: the last day of whoever's turn it is, read from the limits of the machines."""

from __future__ import annotations

from datetime import date

from core.calendar.due import due_on
from core.clock import bangkok_midnight
from coupons.redemptions.states import REDEMPTION_MACHINE
from identity.bank_accounts.states import VERIFY_WITHIN
from payouts.models.payables import Payable
from payouts.models.payments import Payment
from payouts.payees.queries import Payee
from payouts.payees.rules import TO_PUT_RIGHT
from payouts.states import (
    BATCH_MACHINE,
    HOLD_LIMIT,
    LINE_LIMIT,
    PAYABLE_LIMIT,
    SILENCE_LIMIT,
    PayeeStatus,
    PaymentState,
)
from providers import states as providers
from schemes.states import PayeeMode
from smes import states as smes

_S = PayeeStatus
_BY_HOLD = {
    **dict.fromkeys((*TO_PUT_RIGHT, _S.STOPPED), HOLD_LIMIT),
    _S.ASKING_BANK: LINE_LIMIT,
    _S.NEXT_BATCH: PAYABLE_LIMIT,
    _S.REFUSED_OTHER: PAYABLE_LIMIT,
}
"""What runs from the day on which it came into its state."""


def payee_due(status: PayeeStatus, payable: Payable, payee: Payee, payment: Payment | None) -> date | None:
    """The last day of the step that the payment waits for; None at an end, and where no limit runs."""
    if status in _BY_HOLD:
        return due_on(_BY_HOLD[status], payable.state_since)
    if status is _S.ACCOUNT_PENDING and payee.account_given_at is not None:
        return due_on(VERIFY_WITHIN, payee.account_given_at)
    if status is _S.ACCOUNT_COOLING and payee.account is not None:
        return payee.account.usable_from
    if status is _S.SUSPENDED:
        return _end_of_suspension(payable, payee)
    if status is _S.DISPUTED:
        limit = REDEMPTION_MACHINE.limit(payable.redemption.state)
        return due_on(limit, payable.redemption.state_since) if limit is not None else None
    return _of_attempt(status, payment) if payment is not None else None


def _end_of_suspension(payable: Payable, payee: Payee) -> date | None:
    as_sme = payable.payee_mode is PayeeMode.REIMBURSE_SME
    since = payee.suspended_at(payable.payee_mode)
    return (
        due_on(smes.REVIEW_LIMIT if as_sme else providers.REVIEW_LIMIT, since) if since is not None else None
    )


def _of_attempt(status: PayeeStatus, payment: Payment) -> date | None:
    """Of a payment on its way: the next signature, the bank's day, or the day by which the bank is asked."""
    batch = payment.batch
    if status is _S.IN_BATCH:
        limit = BATCH_MACHINE.limit(batch.state)
        return due_on(limit, batch.state_since) if limit is not None else None
    if status is _S.WITH_BANK:
        return batch.execution_date
    if status is not _S.BANK_LATE:
        return None
    if payment.state is PaymentState.UNKNOWN or batch.execution_date is None:
        return due_on(SILENCE_LIMIT, payment.state_since)
    return due_on(SILENCE_LIMIT, bangkok_midnight(batch.execution_date))
