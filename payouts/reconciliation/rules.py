"""Pure decisions about what the bank tells: what each of its lines means for the payment that it names."""

from __future__ import annotations

from dataclasses import dataclass

from banking.model import PaymentOutcome
from core.money import Money
from core.typed.banks import names_account
from payouts.payments.rules import Effect
from payouts.states import (
    BEFORE_BANK,
    EventKind,
    LineProblem,
    LineState,
    PaymentState,
)


@dataclass(frozen=True, slots=True)
class SentPayment:
    """The payment a line names, as we know it; `debtor_*` is the account that its file debits.

    `debited` says that a line of the bank has shown its money going.
    """

    state: PaymentState
    net: Money
    debtor_bank_code: str | None
    debtor_account: str | None
    debited: bool = False


@dataclass(frozen=True, slots=True)
class MatchOutcome:
    """Where a line ends up, why, what it does, and what is written into the payment's history."""

    line: LineState
    problem: LineProblem | None
    effect: Effect
    event: EventKind | None


UNMATCHED = MatchOutcome(LineState.UNMATCHED, LineProblem.UNMATCHED, Effect.NONE, None)


def _problem(problem: LineProblem) -> MatchOutcome:
    return MatchOutcome(LineState.MISMATCHED, problem, Effect.NONE, EventKind.QUESTIONED)


SEEN_BEFORE_CODES = frozenset({"DUPL", "AM05"})
"""The bank refuses what it says it already has: the first order may well be paid (docs/domain.md#banks)."""


def match_status(payment: SentPayment | None, outcome: PaymentOutcome, code: str | None) -> MatchOutcome:
    """What the bank's word on one order means. Accepted is not paid, nor is settled: the statement proves it.

    `code` is the bank's reason. A refusal undoes a payment only while it is sent.
    """
    if payment is None:
        return UNMATCHED
    if payment.state in BEFORE_BANK or payment.state is PaymentState.WITHDRAWN:
        return _problem(LineProblem.NOT_SENT)
    if outcome is not PaymentOutcome.REJECTED:
        reported = {
            PaymentOutcome.ACCEPTED: EventKind.ACCEPTED,
            PaymentOutcome.PENDING: EventKind.PENDING,
            PaymentOutcome.SETTLED: EventKind.SETTLED,
        }[outcome]
        if outcome is PaymentOutcome.SETTLED and payment.state is PaymentState.FAILED:
            return _problem(LineProblem.ALREADY_FAILED)
        return MatchOutcome(LineState.MATCHED, None, Effect.NONE, reported)
    if code in SEEN_BEFORE_CODES:
        return _problem(LineProblem.SEEN_BEFORE)
    if payment.state is PaymentState.SENT:
        return MatchOutcome(LineState.MATCHED, None, Effect.FAIL, EventKind.REJECTED)
    if payment.state is PaymentState.FAILED:
        return MatchOutcome(LineState.MATCHED, None, Effect.NONE, EventKind.REJECTED)
    return _problem(_NO_LONGER_SENT[payment.state])


_NO_LONGER_SENT = {
    PaymentState.UNKNOWN: LineProblem.WAS_UNKNOWN,
    PaymentState.PAID: LineProblem.ALREADY_PAID,
    PaymentState.FAILED: LineProblem.ALREADY_FAILED,
    PaymentState.RETURNED: LineProblem.ALREADY_RETURNED,
    PaymentState.READY: LineProblem.NOT_SENT,
    PaymentState.BATCHED: LineProblem.NOT_SENT,
    PaymentState.WITHDRAWN: LineProblem.NOT_SENT,
}


@dataclass(frozen=True, slots=True)
class Movement:
    """A booked movement as far as matching looks at it. `occurrence` is 2 for a twin within one file."""

    amount: Money
    credit: bool
    account: str
    occurrence: int


def match_movement(payment: SentPayment | None, movement: Movement) -> MatchOutcome:
    """What a booked movement means: reference, amount and account must all agree, else a person looks at it."""
    if payment is None:
        return UNMATCHED
    if payment.debtor_account is None or payment.debtor_bank_code is None:
        return _problem(LineProblem.NOT_SENT)
    if not names_account(movement.account, payment.debtor_bank_code, payment.debtor_account):
        return _problem(LineProblem.OTHER_ACCOUNT)
    if movement.amount != payment.net:
        return _problem(LineProblem.OTHER_AMOUNT)
    if movement.occurrence > 1:
        return _problem(LineProblem.REPORTED_TWICE)
    return _match_credit(payment.state) if movement.credit else _match_debit(payment)


def _match_debit(payment: SentPayment) -> MatchOutcome:
    """The first debit pays; that of a payment which two people found paid already only proves them right."""
    if payment.state is PaymentState.SENT:
        return MatchOutcome(LineState.MATCHED, None, Effect.PAY, EventKind.DEBITED)
    if payment.state is PaymentState.PAID and not payment.debited:
        return MatchOutcome(LineState.MATCHED, None, Effect.NONE, EventKind.DEBITED)
    return _problem(_NO_LONGER_SENT[payment.state])


def _match_credit(state: PaymentState) -> MatchOutcome:
    if state is PaymentState.PAID:
        return MatchOutcome(LineState.MATCHED, None, Effect.RETURN, EventKind.CAME_BACK)
    if state is PaymentState.SENT:
        return _problem(LineProblem.NOT_YET_PAID)
    return _problem(_NO_LONGER_SENT[state])
