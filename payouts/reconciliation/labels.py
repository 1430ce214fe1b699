"""The words and badges of bank reports and their lines: one registration for each enum, for members of two may share a value."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.labels import Labels
from payouts.states import ImportKind, LineProblem, LineState

LABELS = (
    Labels(
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
    ),
    Labels(
        {
            LineProblem.UNMATCHED: _l("It names no payment of ours"),
            LineProblem.OTHER_AMOUNT: _l("The amount is not that of the payment"),
            LineProblem.OTHER_ACCOUNT: _l("It is on another account than the order named"),
            LineProblem.NOT_SENT: _l("This payment was never sent to the bank"),
            LineProblem.ALREADY_PAID: _l("This payment is paid already"),
            LineProblem.ALREADY_FAILED: _l("This payment had failed; its money is owed again"),
            LineProblem.ALREADY_RETURNED: _l("This payment has already come back"),
            LineProblem.NOT_YET_PAID: _l("Money comes back that we have not seen going"),
            LineProblem.WAS_UNKNOWN: _l("The payment is unknown: two persons decide"),
            LineProblem.REPORTED_TWICE: _l("The bank took the money twice"),
            LineProblem.SEEN_BEFORE: _l("The bank refuses it as one it already has; the first may be paid"),
        }
    ),
    Labels(
        {
            ImportKind.PAIN002: _l("Status report (pain.002)"),
            ImportKind.CAMT053: _l("Statement (camt.053)"),
            ImportKind.CAMT054: _l("Notice of movements (camt.054)"),
        }
    ),
)
