"""The words of resets of second factors."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.labels import Labels, Notices
from identity.factor_resets.rules import FactorResetRefusal
from identity.factor_resets.states import FactorResetState
from identity.notifications.states import NoticeGroup

LABELS = (
    Labels(
        {
            FactorResetRefusal.FACTOR_NONE: _l("This person has no second factor to reset."),
            FactorResetRefusal.FACTOR_RESET_ASKED: _l(
                "A reset for this person has already been requested and is awaiting confirmation by another officer."
            ),
            FactorResetRefusal.FACTOR_RESET_OWN: _l(
                "You requested this reset yourself, so another officer must confirm it."
            ),
        }
    ),
    Labels(
        {
            FactorResetState.ASKED: _l("Awaiting second approver"),
            FactorResetState.CONFIRMED: _l("Confirmed"),
            FactorResetState.DECLINED: _l("Declined"),
            FactorResetState.WITHDRAWN: _l("Withdrawn"),
            FactorResetState.LAPSED: _l("Expired"),
        },
        {
            FactorResetState.ASKED: "wait",
            FactorResetState.CONFIRMED: "good",
            FactorResetState.DECLINED: "plain",
            FactorResetState.WITHDRAWN: "plain",
            FactorResetState.LAPSED: "plain",
        },
    ),
)
NOTICES = (
    Notices(
        NoticeGroup.SECURITY,
        {
            "factor_reset.asked": _l(
                "An administrator has asked to remove your second factors, because somebody said that you have lost them. If you did not ask for this, call %(telephone)s at once."
            ),
            "factor_reset.for_audit": _l(
                "A reset of someone's second factors has been requested and is awaiting confirmation by another officer."
            ),
            "factor_reset.confirmed": _l(
                "Two officers have removed your second factors and your password at your request. Another e-mail contains a link to choose a new password. Then sign in and set up a new second factor. If you did not ask for this, call %(telephone)s at once."
            ),
            "factor_reset.removed": _l("Two officers have removed someone's second factors."),
        },
    ),
)
AUDIT_WORDS = {
    "factor_reset.asked": _l("Reset of second factors requested"),
    "factor_reset.confirmed": _l("Second factors reset by two officers"),
    "factor_reset.declined": _l("Reset of second factors declined"),
    "factor_reset.withdrawn": _l("Reset of second factors withdrawn"),
    "factor_reset.lapsed": _l("Reset of second factors expired"),
}
