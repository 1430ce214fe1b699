"""Pure decisions about money on its way out: who may be paid, who may sign, what to look at, what a bank line means."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from core.money import ZERO, Money
from core.typed.banks import names_account, valid_account
from payouts.bankfiles.model import PaymentOutcome
from payouts.states import (
    BEFORE_BANK,
    EventKind,
    HoldReason,
    LineProblem,
    LineState,
    PaymentState,
    PayoutRefusal,
)

# Who can be paid.


@dataclass(frozen=True, slots=True)
class PayeeFacts:
    """What decides whether money may go to a payee on `today`; the account is its verified one, if any."""

    today: date
    suspended: bool
    bank_code: str | None
    account_number: str | None
    usable_from: date | None


def hold_for(payee: PayeeFacts) -> HoldReason | None:
    """Why this payee is not paid today, or None. Only a verified account counts as one (docs/architecture.md#terms)."""
    if payee.suspended:
        return HoldReason.PAYEE_SUSPENDED
    if payee.bank_code is None or payee.account_number is None or payee.usable_from is None:
        return HoldReason.NO_ACCOUNT
    if not valid_account(payee.bank_code, payee.account_number):
        return HoldReason.ACCOUNT_IMPOSSIBLE
    if payee.usable_from > payee.today:
        return HoldReason.ACCOUNT_COOLING
    return None


_REFERENCE = re.compile(r"\s*PY\W*0*(\d{1,18})\W+\d+\s*", re.IGNORECASE)


def reference_of(payable_id: int, attempt_no: int) -> str:
    """Our end-to-end reference of one attempt: `PY00000012-1`."""
    return f"PY{payable_id:08d}-{attempt_no}"


def payable_named(reference: str) -> int | None:
    """The payable that a reference of ours names, however the bank printed it; None for another's."""
    found = _REFERENCE.fullmatch(reference)
    return int(found[1]) if found else None


# What is signed, and who may sign it.


@dataclass(frozen=True, slots=True)
class Ordered:
    """One payment as it is signed for: whom, where, how much."""

    end_to_end_id: str
    payee_number: str
    payee_name: str
    bank_code: str
    account_number: str
    net: Money


def control_digest(payments: Iterable[Ordered]) -> bytes:
    """SHA-256 over the payments in the order of their references: the thing that three people sign."""
    told = sorted(
        (
            each.end_to_end_id,
            each.payee_number,
            each.payee_name,
            each.bank_code,
            each.account_number,
            each.net.satang,
        )
        for each in payments
    )
    return hashlib.sha256(repr(told).encode()).digest()


def short_control(digest: bytes) -> str:
    """The first eight characters, as people read them to each other: `9F3A·C021`."""
    text = digest.hex().upper()
    return f"{text[:4]}·{text[4:8]}"


@dataclass(frozen=True, slots=True)
class Signatures:
    """Who has signed a batch so far. `above_band` when its sum lies above the amount band."""

    drafted_by: int
    submitted_by: int | None
    approved_by: int | None
    above_band: bool

    @property
    def prepared_by(self) -> frozenset[int]:
        """Who made it and who submitted it: mostly the same person."""
        return frozenset(person for person in (self.drafted_by, self.submitted_by) if person is not None)

    @property
    def rests_on(self) -> frozenset[int]:
        """Whose word the next signature relies on: who submitted it, and who approved. A draft alone is nobody's word."""
        return frozenset(person for person in (self.submitted_by, self.approved_by) if person is not None)

    @property
    def not_by_approver(self) -> int | None:
        """Who approved, when that person may not release too: above the band three people sign, below it two."""
        return self.approved_by if self.above_band else None


# What to look at before signing.


class BatchFlag(StrEnum):
    """Something that whoever signs should look at; none of them refuses by itself (docs/domain.md#abuse)."""

    ACCOUNT_CHANGED = "account_changed"
    SAME_AMOUNT = "same_amount"
    NEW_PAYEE = "new_payee"
    BIG_SHARE = "big_share"
    PAID_AGAIN = "paid_again"
    """An earlier attempt of the same payable failed or came back."""


CHANGED_RECENTLY = timedelta(days=30)
SAME_AMOUNT_FROM = 3
"""How many payments of one amount to one payee in one batch are worth a look."""
BIG_SHARE_BP = 2_500
BIG_SHARE_FROM = 5
"""A batch of fewer payments always has big shares."""


@dataclass(frozen=True, slots=True)
class PaymentFacts:
    """What the flags look at."""

    payment_id: int
    payee_id: int
    net: Money
    attempt_no: int
    account_changed_on: date | None
    """When the account replaced an earlier one; None for a first account."""
    paid_before: bool
    """Whether the payee was ever paid by us."""


@dataclass(frozen=True, slots=True)
class Flagged:
    """One flag of one payment; `count` is days for ACCOUNT_CHANGED, a number for SAME_AMOUNT, per cent for BIG_SHARE."""

    payment_id: int
    payee_id: int
    flag: BatchFlag
    count: int


def flags_of(payments: Sequence[PaymentFacts], today: date) -> tuple[Flagged, ...]:
    """All flags of a batch, payment by payment."""
    total = sum((each.net for each in payments), ZERO)
    same = Counter((each.payee_id, each.net) for each in payments)
    by_payee: Counter[int] = Counter()
    for each in payments:
        by_payee[each.payee_id] += each.net.satang
    found: list[Flagged] = []
    for each in payments:

        def flag(kind: BatchFlag, count: int, of: PaymentFacts = each) -> None:
            found.append(Flagged(of.payment_id, of.payee_id, kind, count))

        if each.account_changed_on is not None and today - each.account_changed_on <= CHANGED_RECENTLY:
            flag(BatchFlag.ACCOUNT_CHANGED, (today - each.account_changed_on).days)
        if (alike := same[each.payee_id, each.net]) >= SAME_AMOUNT_FROM:
            flag(BatchFlag.SAME_AMOUNT, alike)
        if not each.paid_before:
            flag(BatchFlag.NEW_PAYEE, 1)
        if len(payments) >= BIG_SHARE_FROM and by_payee[each.payee_id] * 10_000 > total.satang * BIG_SHARE_BP:
            flag(BatchFlag.BIG_SHARE, by_payee[each.payee_id] * 100 // total.satang)
        if each.attempt_no > 1:
            flag(BatchFlag.PAID_AGAIN, each.attempt_no)
    return tuple(found)


# What a line of the bank means.


class Effect(StrEnum):
    """What a line does to its payment."""

    NONE = "none"
    PAY = "pay"
    FAIL = "fail"
    RETURN = "return"


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


STRANGER = MatchOutcome(LineState.UNMATCHED, LineProblem.STRANGER, Effect.NONE, None)


def _problem(problem: LineProblem) -> MatchOutcome:
    return MatchOutcome(LineState.MISMATCHED, problem, Effect.NONE, EventKind.QUESTIONED)


SEEN_BEFORE_CODES = frozenset({"DUPL", "AM05"})
"""The bank refuses what it says it already has: the first order may well be paid (docs/domain.md#banks)."""


def judge_status(payment: SentPayment | None, outcome: PaymentOutcome, code: str | None) -> MatchOutcome:
    """What the bank's word on one order means. Accepted is not paid, nor is settled: the statement proves it.

    `code` is the bank's reason. A refusal undoes a payment only while it is sent.
    """
    if payment is None:
        return STRANGER
    if payment.state in BEFORE_BANK or payment.state is PaymentState.WITHDRAWN:
        return _problem(LineProblem.NOT_SENT)
    if outcome is not PaymentOutcome.REJECTED:
        told = {
            PaymentOutcome.ACCEPTED: EventKind.ACCEPTED,
            PaymentOutcome.PENDING: EventKind.PENDING,
            PaymentOutcome.SETTLED: EventKind.SETTLED,
        }[outcome]
        if outcome is PaymentOutcome.SETTLED and payment.state is PaymentState.FAILED:
            return _problem(LineProblem.ALREADY_FAILED)
        return MatchOutcome(LineState.MATCHED, None, Effect.NONE, told)
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


def judge_movement(payment: SentPayment | None, movement: Movement) -> MatchOutcome:
    """What a booked movement means: reference, amount and account must all agree, else a person looks at it."""
    if payment is None:
        return STRANGER
    if payment.debtor_account is None or payment.debtor_bank_code is None:
        return _problem(LineProblem.NOT_SENT)
    if not names_account(movement.account, payment.debtor_bank_code, payment.debtor_account):
        return _problem(LineProblem.OTHER_ACCOUNT)
    if movement.amount != payment.net:
        return _problem(LineProblem.OTHER_AMOUNT)
    if movement.occurrence > 1:
        return _problem(LineProblem.TOLD_TWICE)
    return _judge_credit(payment.state) if movement.credit else _judge_debit(payment)


def _judge_debit(payment: SentPayment) -> MatchOutcome:
    """The first debit pays; that of a payment which two persons found paid already only proves them right."""
    if payment.state is PaymentState.SENT:
        return MatchOutcome(LineState.MATCHED, None, Effect.PAY, EventKind.DEBITED)
    if payment.state is PaymentState.PAID and not payment.debited:
        return MatchOutcome(LineState.MATCHED, None, Effect.NONE, EventKind.DEBITED)
    return _problem(_NO_LONGER_SENT[payment.state])


def _judge_credit(state: PaymentState) -> MatchOutcome:
    if state is PaymentState.PAID:
        return MatchOutcome(LineState.MATCHED, None, Effect.RETURN, EventKind.CAME_BACK)
    if state is PaymentState.SENT:
        return _problem(LineProblem.NOT_YET_PAID)
    return _problem(_NO_LONGER_SENT[state])


# What two persons may say of a payment.


def manual_refusal(
    state: PaymentState, effect: Effect, *, line_amount: Money | None, line_credit: bool | None, net: Money
) -> PayoutRefusal | None:
    """Whether people may state this of a payment: paid or failed of one at the bank, returned of a paid one.

    A bank line given as evidence must be of the payment's amount and go the right way; `line_amount`
    is None without one, or for a status.
    """
    allowed = {
        Effect.PAY: (PaymentState.SENT, PaymentState.UNKNOWN),
        Effect.FAIL: (PaymentState.SENT, PaymentState.UNKNOWN),
        Effect.RETURN: (PaymentState.PAID,),
    }
    if state not in allowed.get(effect, ()):
        return PayoutRefusal.OUTCOME_DOES_NOT_FIT
    if line_amount is not None and (line_amount != net or line_credit is (effect is Effect.PAY)):
        return PayoutRefusal.LINE_DOES_NOT_FIT
    return None
