"""The words and badges of batches: one registration for each enum, for members of two may share a value."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.counted import counted
from core.labels import Labels
from payouts.batches.rules import BatchFlag
from payouts.states import BatchState

LABELS = (
    Labels(
        {
            BatchState.DRAFT: _l("Draft"),
            BatchState.SUBMITTED: _l("Waiting for approval"),
            BatchState.RETURNED: _l("Sent back for correction"),
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
    ),
    Labels(
        {
            BatchFlag.ACCOUNT_CHANGED: counted(
                "count", "Bank account changed %(count)s day ago", "Bank account changed %(count)s days ago"
            ),
            BatchFlag.SAME_AMOUNT: counted(
                "count", "Same amount %(count)s time", "Same amount %(count)s times"
            ),
            BatchFlag.NEW_PAYEE: _l("First payment to this payee"),
            BatchFlag.BIG_SHARE: _l("This payee gets %(count)s%% of the batch’s money"),
            BatchFlag.PAID_AGAIN: _l("Attempt number %(count)s"),
        },
        {
            BatchFlag.ACCOUNT_CHANGED: "wait",
            BatchFlag.SAME_AMOUNT: "bad",
            BatchFlag.NEW_PAYEE: "brand",
            BatchFlag.BIG_SHARE: "wait",
            BatchFlag.PAID_AGAIN: "wait",
        },
    ),
)
