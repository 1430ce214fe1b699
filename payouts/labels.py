"""The words of this room: one registration for each enum, for members of two may share a value."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.labels import register_labels
from payouts.rules import BatchFlag
from payouts.states import (
    BatchState,
    EventKind,
    HoldReason,
    ImportKind,
    LineProblem,
    LineState,
    ManualOutcome,
    ManualState,
    PayableState,
    PaymentState,
    PayoutRefusal,
)

register_labels(
    {
        PayableState.OPEN: _l("Waiting to be paid"),
        PayableState.HELD: _l("Held"),
        PayableState.SETTLED: _l("Settled"),
        PayableState.WITHDRAWN: _l("Withdrawn: the claim is disputed"),
    },
    {
        PayableState.OPEN: "wait",
        PayableState.HELD: "bad",
        PayableState.SETTLED: "good",
        PayableState.WITHDRAWN: "plain",
    },
)
register_labels(
    {
        HoldReason.NO_ACCOUNT: _l("The payee has no verified bank account"),
        HoldReason.ACCOUNT_COOLING: _l("The payee’s new bank account is still in its waiting days"),
        HoldReason.ACCOUNT_IMPOSSIBLE: _l("The payee’s bank has no account of that number"),
        HoldReason.ACCOUNT_REFUSED: _l("The bank refused the payee’s account"),
        HoldReason.PAYEE_SUSPENDED: _l("The payee is suspended"),
        HoldReason.NAMED_BY_BANK: _l("A bank line that is still to be checked names this payment"),
        HoldReason.BY_PERSON: _l("Held by an officer"),
    }
)
register_labels(
    {
        PaymentState.READY: _l("Ready"),
        PaymentState.BATCHED: _l("In a batch"),
        PaymentState.SENT: _l("With the bank"),
        PaymentState.UNKNOWN: _l("Unknown"),
        PaymentState.PAID: _l("Paid"),
        PaymentState.FAILED: _l("Failed"),
        PaymentState.RETURNED: _l("Returned"),
        PaymentState.WITHDRAWN: _l("Taken out"),
    },
    {
        PaymentState.READY: "plain",
        PaymentState.BATCHED: "plain",
        PaymentState.SENT: "brand",
        PaymentState.UNKNOWN: "bad",
        PaymentState.PAID: "good",
        PaymentState.FAILED: "bad",
        PaymentState.RETURNED: "bad",
        PaymentState.WITHDRAWN: "plain",
    },
)
register_labels(
    {
        BatchState.DRAFT: _l("Draft"),
        BatchState.SUBMITTED: _l("Waiting for approval"),
        BatchState.RETURNED: _l("Returned for correction"),
        BatchState.APPROVED: _l("Waiting for release"),
        BatchState.RELEASED: _l("With the bank"),
        BatchState.SETTLED: _l("Reconciled"),
        BatchState.CLOSED: _l("Closed"),
        BatchState.REJECTED: _l("Rejected"),
        BatchState.CANCELLED: _l("Cancelled"),
        BatchState.RECALLED: _l("Recalled from the bank"),
    },
    {
        BatchState.DRAFT: "plain",
        BatchState.SUBMITTED: "wait",
        BatchState.RETURNED: "bad",
        BatchState.APPROVED: "wait",
        BatchState.RELEASED: "brand",
        BatchState.SETTLED: "good",
        BatchState.CLOSED: "plain",
        BatchState.REJECTED: "bad",
        BatchState.CANCELLED: "plain",
        BatchState.RECALLED: "bad",
    },
)
register_labels(
    {
        LineState.MATCHED: _l("Matched"),
        LineState.MISMATCHED: _l("Does not fit"),
        LineState.UNMATCHED: _l("Nobody’s"),
        LineState.DUPLICATE: _l("Told before"),
        LineState.SET_ASIDE: _l("Set aside"),
    },
    {
        LineState.MATCHED: "good",
        LineState.MISMATCHED: "bad",
        LineState.UNMATCHED: "wait",
        LineState.DUPLICATE: "plain",
        LineState.SET_ASIDE: "plain",
    },
)
register_labels(
    {
        LineProblem.STRANGER: _l("It names no payment of ours"),
        LineProblem.OTHER_AMOUNT: _l("The amount is not that of the payment"),
        LineProblem.OTHER_ACCOUNT: _l("It is on another account than the order named"),
        LineProblem.NOT_SENT: _l("This payment was never sent to the bank"),
        LineProblem.ALREADY_PAID: _l("This payment is paid already"),
        LineProblem.ALREADY_FAILED: _l("This payment had failed; its money is owed again"),
        LineProblem.ALREADY_RETURNED: _l("This payment has already come back"),
        LineProblem.NOT_YET_PAID: _l("Money comes back that we have not seen going"),
        LineProblem.WAS_UNKNOWN: _l("The payment is unknown: two persons decide"),
        LineProblem.TOLD_TWICE: _l("The bank took the money twice"),
        LineProblem.SEEN_BEFORE: _l("The bank refuses it as one it already has; the first may be paid"),
    }
)
register_labels(
    {
        ImportKind.PAIN002: _l("Status report (pain.002)"),
        ImportKind.CAMT053: _l("Statement (camt.053)"),
        ImportKind.CAMT054: _l("Notice of movements (camt.054)"),
    }
)
register_labels(
    {
        ManualState.WAITING: _l("Waiting for a second person"),
        ManualState.CONFIRMED: _l("Confirmed"),
        ManualState.DECLINED: _l("Declined"),
    },
    {ManualState.WAITING: "wait", ManualState.CONFIRMED: "good", ManualState.DECLINED: "bad"},
)
register_labels(
    {
        ManualOutcome.PAID: _l("It was paid"),
        ManualOutcome.FAILED: _l("It was not paid, and will not be"),
        ManualOutcome.RETURNED: _l("It was paid and came back"),
    }
)
register_labels(
    {
        EventKind.RELEASED: _l("Sent to the bank"),
        EventKind.ACCEPTED: _l("The bank took the order; it is not paid yet"),
        EventKind.PENDING: _l("The order waits at the bank"),
        EventKind.SETTLED: _l("The bank says it is done; the statement has still to show it"),
        EventKind.REJECTED: _l("The bank refused it"),
        EventKind.DEBITED: _l("The statement shows it paid"),
        EventKind.CAME_BACK: _l("The bank returned it"),
        EventKind.RECALLED: _l("Recalled with its batch"),
        EventKind.SILENT: _l("The bank has said nothing for too long"),
        EventKind.RULED: _l("Two persons found what became of it"),
        EventKind.QUESTIONED: _l("A bank line names it and does not fit"),
    },
    {
        EventKind.REJECTED: "bad",
        EventKind.DEBITED: "good",
        EventKind.CAME_BACK: "bad",
        EventKind.RECALLED: "bad",
        EventKind.SILENT: "bad",
        EventKind.QUESTIONED: "wait",
    },
)
register_labels(
    {
        BatchFlag.ACCOUNT_CHANGED: _l("Account changed %(count)s days ago"),
        BatchFlag.SAME_AMOUNT: _l("Same amount %(count)s times"),
        BatchFlag.NEW_PAYEE: _l("First payment to this payee"),
        BatchFlag.BIG_SHARE: _l("Payee has %(count)s per cent of the batch"),
        BatchFlag.PAID_AGAIN: _l("Attempt number %(count)s"),
    },
    {
        BatchFlag.ACCOUNT_CHANGED: "wait",
        BatchFlag.SAME_AMOUNT: "bad",
        BatchFlag.NEW_PAYEE: "brand",
        BatchFlag.BIG_SHARE: "wait",
        BatchFlag.PAID_AGAIN: "wait",
    },
)
register_labels(
    {
        PayoutRefusal.NOTHING_TO_BATCH: _l(
            "Nothing that can be paid today is selected. Nothing was changed."
        ),
        PayoutRefusal.TOO_MANY: _l("One batch carries at most %(most)s payments. Select fewer."),
        PayoutRefusal.ALREADY_LIVE: _l(
            "This is in a batch or with the bank already. Take it out of the batch first, or wait for the bank."
        ),
        PayoutRefusal.IN_SIGNED_BATCH: _l(
            "The batch is being signed. It must be returned or cancelled before a payment can be taken out."
        ),
        PayoutRefusal.PREPARED_BY_YOU: _l("You prepared this batch, so another person must sign it."),
        PayoutRefusal.APPROVED_BY_YOU: _l(
            "You approved this batch. Above the amount band a third person must release it."
        ),
        PayoutRefusal.RECALL_ASKED_BY_YOU: _l("You reported the recall, so another person must confirm it."),
        PayoutRefusal.NAMED_BY_BANK: _l(
            "A bank line that is still to be checked names payment %(reference)s of this batch: the bank may have"
            " paid it already. Settle the line first."
        ),
        PayoutRefusal.IMPORTED_BY_YOU: _l("You imported this line. Another person must set it aside."),
        PayoutRefusal.SIGNER_BLOCKED: _l(
            "The account of somebody who signed this before is blocked. Decline, reject or cancel it, or ask anew: then others"
            " sign."
        ),
        PayoutRefusal.STATED_BY_YOU: _l("You stated this, so another person must confirm or decline it."),
        PayoutRefusal.ALREADY_STATED: _l(
            "Somebody’s finding on this payment is already waiting for a second person."
        ),
        PayoutRefusal.CHANGED_SINCE: _l(
            "The batch is no longer what was submitted. Nothing was sent; cancel it and draft it anew."
        ),
        PayoutRefusal.PAYEE_NOT_PAYABLE: _l(
            "%(payee)s can no longer be paid at the account that was signed for. Nothing was sent; cancel the batch and draft it anew."
        ),
        PayoutRefusal.NOT_A_WORKING_DAY: _l("Choose a day on which banks work, today or later."),
        PayoutRefusal.SOME_ALREADY_PAID: _l(
            "The bank has already paid part of this batch, so it cannot be recalled as a whole."
        ),
        PayoutRefusal.RECALL_NOT_ASKED: _l("Nobody has reported a recall of this batch."),
        PayoutRefusal.BANK_REFERENCE_MISSING: _l("Write the bank’s reference of the recall."),
        PayoutRefusal.FILE_IMPORTED_BEFORE: _l("This very file was taken before. Nothing was taken twice."),
        PayoutRefusal.EVIDENCE_MISSING: _l("Add a file, or choose the bank line, that proves it."),
        PayoutRefusal.OUTCOME_DOES_NOT_FIT: _l("This payment cannot have come to that as it stands now."),
        PayoutRefusal.LINE_DOES_NOT_FIT: _l(
            "The bank line does not have the amount or the direction of this payment."
        ),
        PayoutRefusal.LINES_WAITING: _l(
            "%(count)s bank lines that name payments of this batch wait on the workbench."
        ),
        PayoutRefusal.FOREIGN_ACCOUNT: _l(
            "The file is about account %(account)s, from which we do not pay. Nothing of it was taken."
        ),
        PayoutRefusal.REASON_MISSING: _l("Write the reason in words."),
        PayoutRefusal.NO_SUCH_PAYMENT: _l("There is no payment with that reference."),
    }
)
