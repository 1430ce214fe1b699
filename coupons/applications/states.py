"""Applications: states, the eligibility rules, and the closed lists of reasons."""

from __future__ import annotations

from enum import StrEnum

from config import Settings
from core.states import Machine, Transition
from core.terms import days
from coupons.states import CORRECTION_LIMIT, REVIEW_LIMIT

APPEAL_LIMIT = days(Settings.appeal_days)


class ApplicationState(StrEnum):
    """States of an SME's application for a coupon."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    DECLINED = "declined"
    WAITLISTED = "waitlisted"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    APPEALED = "appealed"
    UPHELD = "upheld"


WAITING_FOR_OSMEP = (ApplicationState.SUBMITTED, ApplicationState.APPEALED)
"""Applications that an officer is to look at."""


class Prospect(StrEnum):
    """Whether a scheme's money reaches one more application."""

    MONEY_THERE = "money_there"
    MONEY_TIGHT = "money_tight"
    """There is money, and those before ask for more than it leaves."""
    IN_LINE = "in_line"
    """It would go onto the waiting list."""
    NOT_LIMITED = "not_limited"
    """The scheme promises no money, so none can run out."""


class ApplicationRefusal(StrEnum):
    """Why a command on an application was refused."""

    NOT_ELIGIBLE = "not_eligible"
    FIGURES_WAIT = "figures_wait"
    """What the business is by its newest figures is not checked yet."""
    ALREADY_APPLIED = "already_applied"
    CATEGORY_NOT_COVERED = "category_not_covered"
    SCHEME_NOT_OPEN = "scheme_not_open"
    NOT_COMPLETE = "not_complete"
    NOT_RECOMMENDED = "not_recommended"
    RECOMMENDED_BY_YOU = "recommended_by_you"
    SUBMITTED_BY_YOU = "submitted_by_you"
    DECLINED_BY_YOU = "declined_by_you"
    NOT_ENOUGH_MONEY = "not_enough_money"
    OTHERS_WAIT_BEFORE = "others_wait_before"
    """A waiting list is served in its order; nobody is approved past it."""
    MONEY_IS_THERE = "money_is_there"
    """Nobody is made to wait for money that is there."""
    NO_DAY_LEFT = "no_day_left"
    """A coupon issued now could not be used on any day."""
    APPEAL_TOO_LATE = "appeal_too_late"


class AppealOutcome(StrEnum):
    """What another approver may decide of an appeal; each is also the trigger in the machine."""

    APPROVE = "approve"
    WAITLIST = "waitlist"
    UPHOLD = "uphold"


_A = ApplicationState
APPLICATION_MACHINE: Machine[ApplicationState] = Machine(
    "application",
    _A.DRAFT,
    (
        Transition(_A.DRAFT, "submit", _A.SUBMITTED, "sme"),
        Transition(_A.DRAFT, "withdraw", _A.WITHDRAWN, "sme"),
        Transition(_A.SUBMITTED, "withdraw", _A.WITHDRAWN, "sme"),
        Transition(_A.SUBMITTED, "return", _A.RETURNED, "programme_officer", REVIEW_LIMIT),
        Transition(_A.SUBMITTED, "approve", _A.APPROVED, "programme_approver", REVIEW_LIMIT),
        Transition(_A.SUBMITTED, "decline", _A.DECLINED, "programme_approver", REVIEW_LIMIT),
        Transition(_A.SUBMITTED, "waitlist", _A.WAITLISTED, "programme_approver", REVIEW_LIMIT),
        Transition(_A.RETURNED, "submit", _A.SUBMITTED, "sme", CORRECTION_LIMIT),
        Transition(_A.RETURNED, "withdraw", _A.WITHDRAWN, "sme", CORRECTION_LIMIT),
        Transition(_A.RETURNED, "lapse", _A.LAPSED, "system", CORRECTION_LIMIT),
        Transition(_A.WAITLISTED, "approve", _A.APPROVED, "programme_approver"),
        Transition(_A.WAITLISTED, "withdraw", _A.WITHDRAWN, "sme"),
        Transition(_A.WAITLISTED, "lapse", _A.LAPSED, "system"),
        Transition(_A.DECLINED, "appeal", _A.APPEALED, "sme", APPEAL_LIMIT),
        Transition(_A.APPEALED, "approve", _A.APPROVED, "another programme_approver", REVIEW_LIMIT),
        Transition(_A.APPEALED, "waitlist", _A.WAITLISTED, "another programme_approver", REVIEW_LIMIT),
        Transition(_A.APPEALED, "uphold", _A.UPHELD, "another programme_approver", REVIEW_LIMIT),
    ),
)
