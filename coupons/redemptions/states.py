"""Scans, proposals and redemptions; and the closed lists of reasons at the counter."""

from __future__ import annotations

from enum import StrEnum

from config import Settings
from core.states import Machine, Transition
from core.terms import days, minutes
from coupons.states import CORRECTION_LIMIT, REVIEW_LIMIT

PROPOSAL_LIMIT = minutes(Settings.proposal_minutes)
ACCEPTANCE_LIMIT = days(Settings.acceptance_days)
"""The settings' defaults, for the state machines; what runs reads the settings (coupons/limits.py)."""
DELIVERY_LIMIT = days(90)
"""As a scheme begins; each scheme says its own days."""


class ProposalState(StrEnum):
    """A priced service offered to the SME. Immutable: a new price is a new proposal."""

    OPEN = "open"
    CONSENTED = "consented"
    DECLINED = "declined"
    REFUSED = "refused"
    """A rule said no when the SME consented: kept, with its reason."""
    LAPSED = "lapsed"
    SUPERSEDED = "superseded"
    """The provider sent a newer price from the same scan, or of the same service."""
    WITHDRAWN = "withdrawn"
    """The provider took the price back."""


class RedemptionState(StrEnum):
    """One use of a coupon, from consent to money."""

    RESERVED = "reserved"
    DELIVERED = "delivered"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    APPROVED = "approved"
    REJECTED = "rejected"
    PAID = "paid"
    CLOSED = "closed"
    """The end of a claim of a zero-budget scheme: nothing is owed."""
    CANCELLED = "cancelled"
    LAPSED = "lapsed"
    DISPUTED = "disputed"


UNFINISHED_REDEMPTIONS = (
    RedemptionState.RESERVED,
    RedemptionState.DELIVERED,
    RedemptionState.RETURNED,
    RedemptionState.ACCEPTED,
    RedemptionState.DISPUTED,
)
CALLED_OFF = (RedemptionState.REJECTED, RedemptionState.CANCELLED, RedemptionState.LAPSED)
"""Of these nothing came."""


class ScanMethod(StrEnum):
    """How the code reached us."""

    CAMERA = "camera"
    TYPED = "typed"


class ScanOutcome(StrEnum):
    """The closed list of what a scan may come to; all are kept."""

    GOOD = "good"
    MALFORMED = "torn"
    """Not a code of ours: damaged, mistyped or forged; its tag does not fit."""
    UNKNOWN = "unknown"
    REPLACED = "replaced"
    """An older issue of a coupon that has a new code."""
    HELD = "held"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    SPENT = "spent"
    """In scans kept before balances were hidden from the counter; no scan comes to it any more."""
    SCHEME_CLOSED = "scheme_closed"
    """The last day for services under the scheme is over. A pause or a close stops applications only."""
    PROVIDER_NOT_APPROVED = "provider_not_approved"
    CATEGORY_NOT_APPROVED = "category_not_approved"
    SME_FILES = "sme_files"
    """The SME is paid back: it uses the coupon by a development proposal of its own, not at a counter."""
    OWN_COUPON = "own_coupon"
    """The provider is the coupon's own SME."""
    TOO_MANY_TRIES = "too_many_tries"
    """Too many unknown codes, by one person in a short time; the code was not looked up."""


class Refusal(StrEnum):
    """Why a proposal, or the consent to it, is refused. Every member has words in both languages and is listed in docs."""

    COUPON_NOT_OPEN = "coupon_not_open"
    COUPON_EXPIRED = "coupon_expired"
    SCHEME_NOT_OPEN = "scheme_not_open"
    """In prices kept before a pause or a close stopped applications only; no price comes to it any more."""
    DELIVERY_WINDOW_OVER = "delivery_window_over"
    PROVIDER_NOT_APPROVED = "provider_not_approved"
    CATEGORY_NOT_APPROVED = "category_not_approved"
    ACCREDITATION_EXPIRED = "accreditation_expired"
    SERVICE_WITHDRAWN = "service_withdrawn"
    PRICE_OUTSIDE_RANGE = "price_outside_range"
    SME_NOT_VERIFIED = "sme_not_verified"
    TIED_TO_PROVIDER = "tied_to_provider"
    NOT_ENOUGH_LEFT = "not_enough_left"
    """Shown to the SME alone; the price stays open, and its provider reads what any unanswered price says."""
    SCAN_TOO_OLD = "scan_too_old"
    """The coupon was scanned too long ago: its holder may have left the counter."""
    TOO_MANY_PRICES = "too_many_prices"
    """One scan carries few prices: enough to correct a slip."""
    PROPOSAL_LAPSED = "proposal_lapsed"
    PROPOSAL_DECLINED = "proposal_declined"
    PROPOSAL_SUPERSEDED = "proposal_superseded"
    PROPOSAL_WITHDRAWN = "proposal_withdrawn"
    PRICE_CONFIRMED = "price_confirmed"
    """The customer confirmed a price of this scan meanwhile: what was sent anew would be paid twice."""
    WRONG_CODE = "wrong_code"
    TOO_MANY_WRONG_CODES = "too_many_wrong_codes"
    ONLY_TAP_TODAY = "only_tap_today"
    """Ten wrong codes in a day for one provider and coupon leave only the tap."""


class ConsentMethod(StrEnum):
    """How the SME said yes."""

    TAP = "tap"
    CODE = "code"
    DEVELOPMENT = "development"
    """By sending a development proposal that was approved."""


PROPOSAL_MACHINE: Machine[ProposalState] = Machine(
    "proposal",
    ProposalState.OPEN,
    (
        Transition(ProposalState.OPEN, "consent", ProposalState.CONSENTED, "sme", PROPOSAL_LIMIT),
        Transition(ProposalState.OPEN, "decline", ProposalState.DECLINED, "sme", PROPOSAL_LIMIT),
        Transition(ProposalState.OPEN, "refuse", ProposalState.REFUSED, "system", PROPOSAL_LIMIT),
        Transition(ProposalState.OPEN, "lapse", ProposalState.LAPSED, "system", PROPOSAL_LIMIT),
        Transition(ProposalState.OPEN, "supersede", ProposalState.SUPERSEDED, "provider", PROPOSAL_LIMIT),
        Transition(ProposalState.OPEN, "withdraw", ProposalState.WITHDRAWN, "provider", PROPOSAL_LIMIT),
    ),
)

_R = RedemptionState
REDEMPTION_MACHINE: Machine[RedemptionState] = Machine(
    "redemption",
    _R.RESERVED,
    (
        Transition(_R.RESERVED, "deliver", _R.DELIVERED, "provider or sme, whoever is paid", DELIVERY_LIMIT),
        Transition(_R.RESERVED, "cancel", _R.CANCELLED, "sme or provider", DELIVERY_LIMIT),
        Transition(_R.RESERVED, "lapse", _R.LAPSED, "system", DELIVERY_LIMIT),
        Transition(
            _R.DELIVERED, "accept", _R.ACCEPTED, "sme or provider, who did not file it", ACCEPTANCE_LIMIT
        ),
        Transition(
            _R.DELIVERED, "accept_for_sme", _R.ACCEPTED, "claim_officer, after the limit", ACCEPTANCE_LIMIT
        ),
        Transition(_R.DELIVERED, "dispute", _R.DISPUTED, "sme or provider", ACCEPTANCE_LIMIT),
        Transition(_R.ACCEPTED, "return", _R.RETURNED, "claim_officer", REVIEW_LIMIT),
        Transition(
            _R.RETURNED, "resubmit", _R.ACCEPTED, "provider or sme, whoever is paid", CORRECTION_LIMIT
        ),
        Transition(_R.RETURNED, "reject", _R.REJECTED, "claim_officer", CORRECTION_LIMIT),
        Transition(_R.ACCEPTED, "approve", _R.APPROVED, "claim_officer", REVIEW_LIMIT),
        Transition(_R.ACCEPTED, "reject", _R.REJECTED, "claim_officer", REVIEW_LIMIT),
        Transition(_R.ACCEPTED, "close", _R.CLOSED, "claim_officer, zero-budget", REVIEW_LIMIT),
        Transition(_R.ACCEPTED, "dispute", _R.DISPUTED, "sme or provider", REVIEW_LIMIT),
        Transition(_R.APPROVED, "pay", _R.PAID, "bank"),
        Transition(_R.APPROVED, "dispute", _R.DISPUTED, "claim_officer, while not in a batch"),
        Transition(_R.PAID, "unpay", _R.APPROVED, "bank returned the money"),
        Transition(_R.DISPUTED, "accept", _R.ACCEPTED, "claim_officer", REVIEW_LIMIT),
        Transition(_R.DISPUTED, "reject", _R.REJECTED, "claim_officer", REVIEW_LIMIT),
    ),
)
