"""The closing of a budget line: its states, and why one is refused."""

from __future__ import annotations

from enum import Enum, StrEnum

from core.states import Machine, Transition
from projects.states import SUBMITTED_LIMIT


class LineClosingState(StrEnum):
    """The closing of one budget line: prepared by one person, approved by another, done when the year is over."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    RETURNED = "returned"
    APPROVED = "approved"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Bulk(Enum):
    """Which coupons of a line are chosen at once to be carried over."""

    ALL = "all"
    UNFINISHED = "unfinished"
    """Those with a service that is not finished."""
    NONE = "none"


class YearEndReason(StrEnum):
    """Why something about the closing of a budget line was refused."""

    CARRIED_GREW = "carried_grew"
    """More is bound to a coupon than was proposed to be carried over."""
    CARRY_DAY_MISSING = "carry_day_missing"
    CARRY_DAY_OVER = "carry_day_over"
    CARRY_DAY_WITHIN_YEAR = "carry_day_within_year"
    CLOSING_EXISTS = "closing_exists"
    COUPON_OF_ANOTHER_LINE = "coupon_of_another_line"
    COUPONS_ISSUED_MEANWHILE = "coupons_issued_meanwhile"
    """A coupon was issued while the line was being closed."""
    NOT_IN_PREPARATION = "not_in_preparation"
    UNFINISHED_NOT_CARRIED = "unfinished_not_carried"
    """A coupon with a service that is not finished is not carried over: its money would have no line."""


_S = LineClosingState
LINE_CLOSING_MACHINE: Machine[LineClosingState] = Machine(
    "line_closing",
    _S.DRAFT,
    (
        Transition(_S.DRAFT, "propose", _S.PROPOSED, "finance_officer"),
        Transition(_S.DRAFT, "withdraw", _S.WITHDRAWN, "finance_officer"),
        Transition(_S.PROPOSED, "approve", _S.APPROVED, "plan_approver", SUBMITTED_LIMIT),
        Transition(_S.PROPOSED, "return", _S.RETURNED, "plan_approver", SUBMITTED_LIMIT),
        Transition(_S.PROPOSED, "withdraw", _S.WITHDRAWN, "finance_officer", SUBMITTED_LIMIT),
        Transition(_S.RETURNED, "propose", _S.PROPOSED, "finance_officer", SUBMITTED_LIMIT),
        Transition(_S.RETURNED, "withdraw", _S.WITHDRAWN, "finance_officer", SUBMITTED_LIMIT),
        Transition(_S.APPROVED, "return", _S.RETURNED, "plan_approver"),
        Transition(_S.APPROVED, "close", _S.CLOSED, "system"),
    ),
)
