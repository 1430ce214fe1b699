"""The words and badges of payments: one registration for each enum, for members of two may share a value."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.labels import Labels
from payouts.states import EventKind, ManualOutcome, ManualState, PaymentState

LABELS = (
    Labels(
        {
            PaymentState.READY: _l("Ready"),
            PaymentState.BATCHED: _l("In a batch"),
            PaymentState.SENT: _l("With the bank"),
            PaymentState.UNKNOWN: _l("Unknown"),
            PaymentState.PAID: _l("Paid"),
            PaymentState.FAILED: _l("Failed"),
            PaymentState.RETURNED: _l("Returned"),
            PaymentState.WITHDRAWN: _l("Removed from the batch"),
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
    ),
    Labels(
        {
            ManualState.WAITING: _l("Awaiting second approver"),
            ManualState.CONFIRMED: _l("Confirmed"),
            ManualState.DECLINED: _l("Declined"),
        },
        {ManualState.WAITING: "wait", ManualState.CONFIRMED: "good", ManualState.DECLINED: "bad"},
    ),
    Labels(
        {
            ManualOutcome.PAID: _l("It was paid"),
            ManualOutcome.FAILED: _l("It was not paid, and will not be"),
            ManualOutcome.RETURNED: _l("It was paid, but returned"),
        }
    ),
    Labels(
        {
            EventKind.RELEASED: _l("Sent to the bank"),
            EventKind.ACCEPTED: _l("The bank accepted the order, but has not paid yet"),
            EventKind.PENDING: _l("The payment order is waiting at the bank"),
            EventKind.SETTLED: _l("The bank reports that it was paid, but it is not on the statement yet"),
            EventKind.REJECTED: _l("The bank rejected it"),
            EventKind.DEBITED: _l("The statement shows that it was paid"),
            EventKind.CAME_BACK: _l("The bank returned it"),
            EventKind.RECALLED: _l("Recalled with its batch"),
            EventKind.SILENT: _l("No answer from the bank for too long"),
            EventKind.RULED: _l("Payment result confirmed by two people"),
            EventKind.QUESTIONED: _l("A bank line refers to this payment, but does not match it"),
        },
        {
            EventKind.REJECTED: "bad",
            EventKind.DEBITED: "good",
            EventKind.CAME_BACK: "bad",
            EventKind.RECALLED: "bad",
            EventKind.SILENT: "bad",
            EventKind.QUESTIONED: "wait",
        },
    ),
)
