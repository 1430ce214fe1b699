"""Payables, payments, batches, bank lines; and the closed lists of reasons around them."""

from __future__ import annotations

from enum import StrEnum

from core.states import Machine, Transition
from core.terms import PAYMENT_STANDARD, days, working_days

PAYABLE_LIMIT = PAYMENT_STANDARD
"""How long money that is owed may wait for a batch."""
HOLD_LIMIT = days(30)
"""How long it may be held: mostly the payee has to act, whose last day is a working day."""
SIGNING_LIMIT = working_days(3)
"""How long each signature of a batch may take."""
DRAFT_LIMIT = working_days(5)
SETTLING_LIMIT = working_days(10)
CLOSING_LIMIT = working_days(20)
SILENCE_LIMIT = working_days(5)
"""A payment of which the bank has said nothing for so long after its day is unknown."""
LINE_LIMIT = working_days(5)
"""How long a bank line may lie on the workbench."""
CONFIRMATION_LIMIT = working_days(3)


class PayableState(StrEnum):
    """What is owed for one approved claim."""

    OPEN = "open"
    HELD = "held"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"
    """The claim behind it was disputed: nothing is owed until it is approved anew, as a new payable."""


class HoldReason(StrEnum):
    """Why a payable is not put into a batch. All but the last are facts, and lift themselves when they pass."""

    NO_ACCOUNT = "no_account"
    ACCOUNT_COOLING = "account_cooling"
    """A changed account waits some days before money goes there (docs/architecture.md#terms)."""
    ACCOUNT_IMPOSSIBLE = "account_impossible"
    """Its bank has no accounts of that number."""
    ACCOUNT_REFUSED = "account_refused"
    """The bank refused or returned the last attempt, and the payee's account is still the one that it went to."""
    PAYEE_SUSPENDED = "payee_suspended"
    NAMED_BY_BANK = "named_by_bank"
    """A bank line that waits on the workbench names it: the bank may have paid it already."""
    BY_PERSON = "by_person"


class PayeeStatus(StrEnum):
    """The status of one thing owed to a payee: by its page, its notices, the claim's page and the list."""

    NEXT_BATCH = "next_batch"
    IN_BATCH = "in_batch"
    WITH_BANK = "with_bank"
    BANK_LATE = "bank_late"
    PAID = "paid"
    REFUSED_ACCOUNT = "refused_account"
    """The bank refused or returned it for a reason that the payee may put right, and the account is still that one."""
    REFUSED_OTHER = "refused_other"
    """The bank refused it for a reason that is ours or the bank's."""
    NO_ACCOUNT = "no_account"
    ACCOUNT_PENDING = "account_pending"
    """It gave an account that finance has still to verify."""
    ACCOUNT_COOLING = "account_cooling"
    ACCOUNT_IMPOSSIBLE = "account_impossible"
    SUSPENDED = "suspended"
    ASKING_BANK = "asking_bank"
    """A bank line names it: the bank may have paid it already."""
    STOPPED = "stopped"
    """Held by an officer."""
    DISPUTED = "disputed"
    REJECTED = "rejected"
    """Rejected after a dispute: nothing is owed any more."""


class PaymentState(StrEnum):
    """One attempt to pay one payable."""

    READY = "ready"
    """In a batch that is still a draft."""
    BATCHED = "batched"
    """In a batch that was submitted."""
    SENT = "sent"
    UNKNOWN = "unknown"
    PAID = "paid"
    FAILED = "failed"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


LIVE = (
    PaymentState.READY,
    PaymentState.BATCHED,
    PaymentState.SENT,
    PaymentState.UNKNOWN,
    PaymentState.PAID,
)
"""At most one of these for each payable."""
BEFORE_BANK = (PaymentState.READY, PaymentState.BATCHED)
AT_BANK = (PaymentState.SENT, PaymentState.UNKNOWN)


class BatchState(StrEnum):
    """A set of payments that is signed for, and sent to the bank, as one."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    RELEASED = "released"
    SETTLED = "settled"
    CLOSED = "closed"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    RECALLED = "recalled"


SENT_OUT = (BatchState.RELEASED, BatchState.SETTLED, BatchState.CLOSED)
"""States of a batch whose file went to the bank and was not called back."""


class LineState(StrEnum):
    """One line of the bank, accounted for."""

    MATCHED = "matched"
    MISMATCHED = "mismatched"
    """It names a payment of ours and does not fit it."""
    UNMATCHED = "unmatched"
    """It names none of ours."""
    DUPLICATE = "duplicate"
    """The bank has reported this before, in another file."""
    SET_ASIDE = "set_aside"


class LineProblem(StrEnum):
    """Why a bank line lies on the workbench."""

    UNMATCHED = "stranger"
    OTHER_AMOUNT = "other_amount"
    OTHER_ACCOUNT = "other_account"
    NOT_SENT = "not_sent"
    """We never sent this payment, or withdrew it before."""
    ALREADY_PAID = "already_paid"
    ALREADY_FAILED = "already_failed"
    ALREADY_RETURNED = "already_returned"
    NOT_YET_PAID = "not_yet_paid"
    """Money comes back of which we have not seen the going."""
    WAS_UNKNOWN = "was_unknown"
    """The payment was given up as unknown: two people must now agree."""
    REPORTED_TWICE = "told_twice"
    """Twice in one statement whose balance adds up: the money went twice."""
    SEEN_BEFORE = "seen_before"
    """The bank refuses an order because it already has it; the first one may well be paid."""


class ImportKind(StrEnum):
    """Which message of the bank a file is."""

    PAIN002 = "pain.002"
    CAMT053 = "camt.053"
    CAMT054 = "camt.054"


class ManualState(StrEnum):
    """A person's word on a payment, which another must confirm."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    DECLINED = "declined"


class ManualOutcome(StrEnum):
    """What a person found to be the result of a payment."""

    PAID = "paid"
    FAILED = "failed"
    RETURNED = "returned"


class EventKind(StrEnum):
    """What happened to a payment, in the order in which we learnt it."""

    RELEASED = "released"
    ACCEPTED = "accepted"
    PENDING = "pending"
    SETTLED = "settled"
    """The bank says so in its status; the statement has still to show it."""
    REJECTED = "rejected"
    DEBITED = "debited"
    CAME_BACK = "came_back"
    RECALLED = "recalled"
    SILENT = "silent"
    RULED = "ruled"
    """Two people decided its result."""
    QUESTIONED = "questioned"
    """A bank line names it and does not fit it."""


class PayoutRefusal(StrEnum):
    """Why a command of this package was refused. Each has words in both languages and is listed in docs/payouts.md."""

    NOTHING_TO_BATCH = "nothing_to_batch"
    TWO_SOURCES = "two_sources"
    TOO_MANY = "too_many"
    ALREADY_LIVE = "already_live"
    IN_SIGNED_BATCH = "in_signed_batch"
    PREPARED_BY_YOU = "prepared_by_you"
    APPROVED_BY_YOU = "approved_by_you"
    RECALL_ASKED_BY_YOU = "recall_asked_by_you"
    ALREADY_STATED = "already_stated"
    STATED_BY_YOU = "stated_by_you"
    SIGNER_BLOCKED = "signer_blocked"
    """Who signed first may have been somebody else in that account."""
    IMPORTED_BY_YOU = "imported_by_you"
    """Who imported a line does not set it aside."""
    CHANGED_SINCE = "changed_since"
    PAYEE_NOT_PAYABLE = "payee_not_payable"
    NAMED_BY_BANK = "named_by_bank"
    """A bank line that waits on the workbench names a payment of the batch: the bank may have paid it already."""
    NOT_A_WORKING_DAY = "not_a_working_day"
    SOME_ALREADY_PAID = "some_already_paid"
    RECALL_NOT_ASKED = "recall_not_asked"
    BANK_REFERENCE_MISSING = "bank_reference_missing"
    FILE_IMPORTED_BEFORE = "file_imported_before"
    EVIDENCE_MISSING = "evidence_missing"
    OUTCOME_DOES_NOT_FIT = "outcome_does_not_fit"
    LINE_DOES_NOT_FIT = "line_does_not_fit"
    LINES_WAITING = "lines_waiting"
    FOREIGN_ACCOUNT = "foreign_account"
    NO_SUCH_PAYMENT = "no_such_payment"


_P = PayableState
PAYABLE_MACHINE: Machine[PayableState] = Machine(
    "payable",
    _P.OPEN,
    (
        Transition(_P.OPEN, "hold", _P.HELD, "finance_officer", PAYABLE_LIMIT),
        Transition(_P.OPEN, "settle", _P.SETTLED, "bank", PAYABLE_LIMIT),
        Transition(_P.OPEN, "withdraw", _P.WITHDRAWN, "claim_officer", PAYABLE_LIMIT),
        Transition(_P.HELD, "resume", _P.OPEN, "finance_officer", HOLD_LIMIT),
        Transition(_P.HELD, "withdraw", _P.WITHDRAWN, "claim_officer", HOLD_LIMIT),
        Transition(_P.SETTLED, "reopen", _P.OPEN, "bank returned the money"),
    ),
)

_Y = PaymentState
PAYMENT_MACHINE: Machine[PaymentState] = Machine(
    "payment",
    _Y.READY,
    (
        Transition(_Y.READY, "batch", _Y.BATCHED, "finance_officer", DRAFT_LIMIT),
        Transition(_Y.READY, "withdraw", _Y.WITHDRAWN, "finance_officer", DRAFT_LIMIT),
        Transition(_Y.BATCHED, "send", _Y.SENT, "finance_releaser", SIGNING_LIMIT),
        Transition(_Y.BATCHED, "withdraw", _Y.WITHDRAWN, "finance_officer", SIGNING_LIMIT),
        Transition(_Y.SENT, "pay", _Y.PAID, "bank", SILENCE_LIMIT),
        Transition(_Y.SENT, "fail", _Y.FAILED, "bank", SILENCE_LIMIT),
        Transition(_Y.SENT, "lose_sight", _Y.UNKNOWN, "system", SILENCE_LIMIT),
        Transition(
            _Y.UNKNOWN,
            "pay",
            _Y.PAID,
            "finance_officer or finance_approver, two persons with evidence",
            SILENCE_LIMIT,
        ),
        Transition(
            _Y.UNKNOWN,
            "fail",
            _Y.FAILED,
            "finance_officer or finance_approver, two persons with evidence",
            SILENCE_LIMIT,
        ),
        Transition(_Y.PAID, "return", _Y.RETURNED, "bank"),
    ),
)

_B = BatchState
BATCH_MACHINE: Machine[BatchState] = Machine(
    "batch",
    _B.DRAFT,
    (
        Transition(_B.DRAFT, "submit", _B.SUBMITTED, "finance_officer", DRAFT_LIMIT),
        Transition(_B.DRAFT, "cancel", _B.CANCELLED, "finance_officer", DRAFT_LIMIT),
        Transition(_B.SUBMITTED, "approve", _B.APPROVED, "finance_approver", SIGNING_LIMIT),
        Transition(_B.SUBMITTED, "return", _B.RETURNED, "finance_approver", SIGNING_LIMIT),
        Transition(_B.SUBMITTED, "reject", _B.REJECTED, "finance_approver", SIGNING_LIMIT),
        Transition(_B.RETURNED, "submit", _B.SUBMITTED, "finance_officer", DRAFT_LIMIT),
        Transition(_B.RETURNED, "cancel", _B.CANCELLED, "finance_officer", DRAFT_LIMIT),
        Transition(_B.APPROVED, "release", _B.RELEASED, "finance_releaser", SIGNING_LIMIT),
        Transition(_B.APPROVED, "cancel", _B.CANCELLED, "finance_officer", SIGNING_LIMIT),
        Transition(_B.RELEASED, "settle", _B.SETTLED, "bank", SETTLING_LIMIT),
        Transition(
            _B.RELEASED,
            "recall",
            _B.RECALLED,
            "finance_officer or finance_approver, two persons by the bank's word",
            SETTLING_LIMIT,
        ),
        Transition(_B.SETTLED, "close", _B.CLOSED, "finance_officer", CLOSING_LIMIT),
    ),
)

_L = LineState
LINE_MACHINE: Machine[LineState] = Machine(
    "statement_line",
    _L.UNMATCHED,
    (
        Transition(
            _L.UNMATCHED, "match", _L.MATCHED, "finance_officer or finance_approver, two persons", LINE_LIMIT
        ),
        Transition(_L.UNMATCHED, "set_aside", _L.SET_ASIDE, "finance_officer", LINE_LIMIT),
        Transition(
            _L.MISMATCHED, "match", _L.MATCHED, "finance_officer or finance_approver, two persons", LINE_LIMIT
        ),
        Transition(_L.MISMATCHED, "set_aside", _L.SET_ASIDE, "finance_officer", LINE_LIMIT),
    ),
)

MANUAL_MACHINE: Machine[ManualState] = Machine(
    "manual_outcome",
    ManualState.WAITING,
    (
        Transition(
            ManualState.WAITING,
            "confirm",
            ManualState.CONFIRMED,
            "another finance_officer or finance_approver",
            CONFIRMATION_LIMIT,
        ),
        Transition(
            ManualState.WAITING,
            "decline",
            ManualState.DECLINED,
            "another finance_officer or finance_approver",
            CONFIRMATION_LIMIT,
        ),
    ),
)
