"""Development proposals: their states, and why a step is refused."""

from __future__ import annotations

from enum import StrEnum

from core.states import Machine, Transition
from core.terms import days
from coupons.states import CORRECTION_LIMIT, REVIEW_LIMIT

QUOTATION_LIMIT = days(14)
"""How long the provider has to say whether the quotation is its own."""


class DevelopmentState(StrEnum):
    """A development proposal (ข้อเสนอการพัฒนา) of an SME that is paid back; with its approval the money is reserved."""

    SENT = "sent"
    CONFIRMED = "confirmed"
    """The provider confirmed its quotation."""
    RETURNED = "returned"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


OPEN_DEVELOPMENTS = (DevelopmentState.SENT, DevelopmentState.CONFIRMED, DevelopmentState.RETURNED)


class DevelopmentRefusal(StrEnum):
    """Why a step of a development proposal is refused."""

    ALREADY_OPEN = "already_open"
    """One proposal for one service on one coupon at a time."""
    BEGINS_TOO_EARLY = "begins_too_early"
    """Work begins after the approval, so not before the proposal is sent."""
    ENDS_BEFORE_IT_BEGINS = "ends_before_it_begins"
    ENDS_TOO_LATE = "ends_too_late"
    """After the last day for services."""
    NOT_PAID_BACK = "not_paid_back"
    """The coupon pays the provider: it is shown at the counter."""
    QUOTATION_MISSING = "quotation_missing"
    QUOTED_LATER = "quoted_later"
    SENDER_GONE = "sender_gone"
    """Who sent it may confirm prices for the SME no more, so nobody agrees to the price."""


_S = DevelopmentState
DEVELOPMENT_MACHINE: Machine[DevelopmentState] = Machine(
    "development",
    _S.SENT,
    (
        Transition(_S.SENT, "confirm", _S.CONFIRMED, "provider", QUOTATION_LIMIT),
        Transition(_S.SENT, "return", _S.RETURNED, "provider", QUOTATION_LIMIT),
        Transition(_S.SENT, "withdraw", _S.WITHDRAWN, "sme", QUOTATION_LIMIT),
        Transition(_S.SENT, "lapse", _S.LAPSED, "system", QUOTATION_LIMIT),
        Transition(_S.CONFIRMED, "approve", _S.APPROVED, "claim_officer", REVIEW_LIMIT),
        Transition(_S.CONFIRMED, "return", _S.RETURNED, "claim_officer", REVIEW_LIMIT),
        Transition(_S.CONFIRMED, "withdraw", _S.WITHDRAWN, "sme", REVIEW_LIMIT),
        Transition(_S.CONFIRMED, "lapse", _S.LAPSED, "system", REVIEW_LIMIT),
        Transition(_S.RETURNED, "send", _S.SENT, "sme", CORRECTION_LIMIT),
        Transition(_S.RETURNED, "withdraw", _S.WITHDRAWN, "sme", CORRECTION_LIMIT),
        Transition(_S.RETURNED, "lapse", _S.LAPSED, "system", CORRECTION_LIMIT),
    ),
)
