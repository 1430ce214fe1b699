"""The words and badges of bank reports and their lines: one registration for each enum, for members of two may share a value."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.labels import Labels
from payouts.states import ImportKind, LineProblem, LineState

LABELS = (
    Labels(
        {
            LineState.MATCHED: _l("Matched"),
            LineState.MISMATCHED: _l("Mismatch"),
            LineState.UNMATCHED: _l("Unmatched"),
            LineState.DUPLICATE: _l("Reported twice"),
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
            LineProblem.UNMATCHED: _l("It matches none of our payments"),
            LineProblem.OTHER_AMOUNT: _l("The amount is not the amount of the payment"),
            LineProblem.OTHER_ACCOUNT: _l("The bank line is on another account than the payment order"),
            LineProblem.NOT_SENT: _l("This payment was never sent to the bank"),
            LineProblem.ALREADY_PAID: _l("This payment is already paid"),
            LineProblem.ALREADY_FAILED: _l("This payment failed; its money is payable again"),
            LineProblem.ALREADY_RETURNED: _l("This payment has already been returned"),
            LineProblem.NOT_YET_PAID: _l("The bank returned money, but we have no record of sending it"),
            LineProblem.WAS_UNKNOWN: _l("Payment result unknown: two officers must decide"),
            LineProblem.REPORTED_TWICE: _l("The bank debited the money twice"),
            LineProblem.SEEN_BEFORE: _l(
                "The bank rejected it as a duplicate, but may have paid the first one"
            ),
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
