"""The words of the closing of budget lines."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.audit.words import SubjectKind
from core.labels import Labels
from coupons.year_end.states import LineClosingState, YearEndReason

EVENTS = {
    "line_closing.drafted": _l("Preparation begun"),
    "line_closing.changed": _l("Choice of coupons changed"),
    "line_closing.proposed": _l("Closing proposed"),
    "line_closing.returned": _l("Sent back for correction"),
    "line_closing.approved": _l("Closing approved by resolution"),
    "line_closing.closed": _l("Budget line closed"),
    "line_closing.withdrawn": _l("Closing withdrawn"),
}
"""The events of a closing's history, in words."""
TONES = {
    "line_closing.proposed": "wait",
    "line_closing.returned": "bad",
    "line_closing.approved": "good",
    "line_closing.closed": "good",
}
LABELS = (
    Labels(
        {
            LineClosingState.DRAFT: _l("In preparation"),
            LineClosingState.PROPOSED: _l("Waiting for approval"),
            LineClosingState.RETURNED: _l("Sent back for correction"),
            LineClosingState.APPROVED: _l("Approved, waiting for the year end"),
            LineClosingState.CLOSED: _l("Closed"),
            LineClosingState.WITHDRAWN: _l("Withdrawn"),
        },
        {
            LineClosingState.DRAFT: "plain",
            LineClosingState.PROPOSED: "wait",
            LineClosingState.RETURNED: "bad",
            LineClosingState.APPROVED: "brand",
            LineClosingState.CLOSED: "good",
            LineClosingState.WITHDRAWN: "plain",
        },
    ),
    Labels(
        {
            YearEndReason.CARRIED_GREW: _l(
                "More money is now bound to these coupons than was proposed to be carried over: %(coupons)s. Send the closing back, so that it is proposed again with the new amounts."
            ),
            YearEndReason.CARRY_DAY_MISSING: _l("Enter the last day on which the carried money may be used."),
            YearEndReason.CARRY_DAY_OVER: _l("This day is over. Enter a later day."),
            YearEndReason.CARRY_DAY_WITHIN_YEAR: _l(
                "Enter a day after the last day of the line's fiscal year."
            ),
            YearEndReason.CLOSING_EXISTS: _l(
                "The closing of this budget line is already being prepared, or is done."
            ),
            YearEndReason.COUPON_OF_ANOTHER_LINE: _l(
                "One of the coupons has no money bound on this budget line any more. The list now shows those that have."
            ),
            YearEndReason.COUPONS_ISSUED_MEANWHILE: _l(
                "A coupon was issued from this budget line at the same moment. Nothing was changed. Try again."
            ),
            YearEndReason.NOT_IN_PREPARATION: _l(
                "The closing has been proposed, so the choice of coupons cannot be changed now."
            ),
            YearEndReason.UNFINISHED_NOT_CARRIED: _l(
                "A service is not finished on these coupons, so they must be carried over: %(coupons)s."
            ),
        }
    ),
)
SUBJECTS = {
    "line_closing": SubjectKind(_l("Closing of a budget line"), "year_end.show", "closing_id"),
}
