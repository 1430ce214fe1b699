"""Applications, coupons, proposals, redemptions; and the closed lists of reasons."""

from __future__ import annotations

from enum import StrEnum

from config import Settings
from core.states import Machine, Transition
from core.terms import SERVICE_STANDARD, days, minutes

REVIEW_LIMIT = SERVICE_STANDARD
"""The officer's service standard (DESIGN §10)."""
CORRECTION_LIMIT = days(30)
APPEAL_LIMIT = days(Settings.appeal_days)
PROPOSAL_LIMIT = minutes(Settings.proposal_minutes)
ACCEPTANCE_LIMIT = days(Settings.acceptance_days)
"""The settings' defaults, for the tables of moves; what runs reads the settings (coupons/limits.py)."""
DELIVERY_LIMIT = days(90)
"""As a scheme begins; each scheme says its own days."""


class ApplicationState(StrEnum):
    """Where an SME's application for a coupon stands."""

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


class CouponState(StrEnum):
    """Spent is derived from the counters, never a state: a rejection revives a coupon (DESIGN §5)."""

    ISSUED = "issued"
    HELD = "held"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


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


class ScanMethod(StrEnum):
    """How the code reached us."""

    CAMERA = "camera"
    TYPED = "typed"


class ScanOutcome(StrEnum):
    """The closed list of what a scan may come to; all are kept."""

    GOOD = "good"
    TORN = "torn"
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
    OWN_COUPON = "own_coupon"
    """The provider is the coupon's own SME."""
    TOO_MANY_TRIES = "too_many_tries"
    """Too many codes that are nobody's, by one person in a short time; the code was not looked up."""


class Refusal(StrEnum):
    """Why a proposal, or the consent to it, is refused. Every member has words in both languages and stands in docs."""

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
    """Told to the SME alone; the price stays open, and its provider reads what any unanswered price says."""
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


class EvidenceKind(StrEnum):
    """What a file proves; the first four are mandatory for approval (DOMAIN §1, DESIGN §10)."""

    TAX_INVOICE = "tax_invoice"
    PROOF_OF_OWN_SHARE = "proof_of_own_share"
    DELIVERABLE = "deliverable"
    AGREEMENT = "agreement"
    PHOTO = "photo"
    OTHER = "other"


class ClaimRefusal(StrEnum):
    """Why a step of a claim is refused."""

    EVIDENCE_MISSING = "evidence_missing"
    INVOICE_MISSING = "invoice_missing"
    INVOICE_USED = "invoice_used"
    """The same seller's invoice number stands on another claim (DOMAIN §4)."""
    INVOICE_DATE_WRONG = "invoice_date_wrong"
    AMOUNT_ABOVE_RESERVED = "amount_above_reserved"
    LESS_NEEDS_REASON = "less_needs_reason"
    DELIVERY_DATE_WRONG = "delivery_date_wrong"
    DELIVERED_TOO_LATE = "delivered_too_late"
    ACCEPTANCE_STILL_OPEN = "acceptance_still_open"
    """The SME still has time to accept by itself."""
    ACCEPTED_BY_YOU = "accepted_by_you"
    """Who accepted a delivery may not decide the claim."""
    NOTHING_TO_PAY = "nothing_to_pay"
    """A claim of a zero-budget scheme is closed, not approved."""
    NOT_ZERO_BUDGET = "not_zero_budget"
    """A claim with money in it is approved or rejected, not closed."""
    NOT_DUE = "not_due"
    """Its time is not over."""


class GiveUpRefusal(StrEnum):
    """Why its holder cannot give a coupon up now."""

    PRICE_WAITS = "price_waits"
    SERVICE_UNFINISHED = "service_unfinished"


class ClaimFlag(StrEnum):
    """What an officer should look at before signing; none of them refuses a claim by itself (DOMAIN §3)."""

    SAME_AMOUNT_REPEATED = "same_amount_repeated"
    FAST_DELIVERY = "fast_delivery"
    NEW_PROVIDER = "new_provider"
    TOP_OF_PRICE_RANGE = "top_of_price_range"
    LOW_RATING = "low_rating"
    ACCEPTED_FOR_SME = "accepted_for_sme"
    WAS_DISPUTED = "was_disputed"


class EligibilityRule(StrEnum):
    """The closed set of eligibility rules; each gives an explained verdict."""

    SME_VERIFIED = "sme_verified"
    SIZE_COVERED = "size_covered"
    SECTOR_COVERED = "sector_covered"
    PROVINCE_COVERED = "province_covered"
    THAI_MAJORITY = "thai_majority"
    TAXES_FILED = "taxes_filed"
    NOT_BANKRUPT = "not_bankrupt"
    NOT_BARRED = "not_barred"
    LAWFUL_BUSINESS = "lawful_business"
    SCHEME_OPEN = "scheme_open"
    WITHIN_WINDOW = "within_window"
    OPEN_COUPONS_BELOW_LIMIT = "open_coupons_below_limit"
    NO_DOUBLE_SUPPORT = "no_double_support"
    """No other application or open coupon for the same service category under another scheme (DOMAIN §5.10)."""
    MONEY_AVAILABLE = "money_available"


class Prospect(StrEnum):
    """Whether a scheme's money reaches one more application."""

    MONEY_THERE = "money_there"
    MONEY_TIGHT = "money_tight"
    """There is money, and those before ask for more than it leaves."""
    IN_LINE = "in_line"
    """It would go onto the waiting list."""
    NOT_LIMITED = "not_limited"
    """The scheme promises no money, so none can run out."""


class RuleSource(StrEnum):
    """Where an eligibility rule comes from, for the reader who wants to check us."""

    SIZE_REGULATION = "size_regulation"
    """Ministerial regulation on the characteristics of SMEs, gazetted 7 January 2563 (DOMAIN §2)."""
    SME_GATE = "sme_gate"
    """OSMEP's conditions for every SME it supports (DOMAIN §1)."""
    SCHEME_RESOLUTION = "scheme_resolution"
    """The resolution that approved the scheme."""
    NO_DUPLICATION = "no_duplication"
    """SME Promotion Plan 4: no duplicated support (DOMAIN §5.10)."""
    BUDGET = "budget"
    """The scheme's own budget: a hard ceiling."""


class ApplicationRefusal(StrEnum):
    """Why a verb on an application was refused."""

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
    REASON_MISSING = "reason_missing"


class AppealOutcome(StrEnum):
    """What another approver may decide of an appeal; each is also the verb of the machine."""

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

COUPON_MACHINE: Machine[CouponState] = Machine(
    "coupon",
    CouponState.ISSUED,
    (
        Transition(CouponState.ISSUED, "hold", CouponState.HELD, "programme_officer"),
        Transition(CouponState.HELD, "resume", CouponState.ISSUED, "programme_officer", REVIEW_LIMIT),
        Transition(CouponState.ISSUED, "expire", CouponState.EXPIRED, "system"),
        Transition(CouponState.HELD, "expire", CouponState.EXPIRED, "system"),
        Transition(CouponState.ISSUED, "cancel", CouponState.CANCELLED, "programme_approver"),
        Transition(CouponState.ISSUED, "give_up", CouponState.CANCELLED, "sme_owner"),
        Transition(CouponState.HELD, "cancel", CouponState.CANCELLED, "programme_approver", REVIEW_LIMIT),
    ),
)

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
        Transition(_R.RESERVED, "deliver", _R.DELIVERED, "provider", DELIVERY_LIMIT),
        Transition(_R.RESERVED, "cancel", _R.CANCELLED, "sme or provider", DELIVERY_LIMIT),
        Transition(_R.RESERVED, "lapse", _R.LAPSED, "system", DELIVERY_LIMIT),
        Transition(_R.DELIVERED, "accept", _R.ACCEPTED, "sme", ACCEPTANCE_LIMIT),
        Transition(
            _R.DELIVERED, "accept_for_sme", _R.ACCEPTED, "claim_officer, after the limit", ACCEPTANCE_LIMIT
        ),
        Transition(_R.DELIVERED, "dispute", _R.DISPUTED, "sme or provider", ACCEPTANCE_LIMIT),
        Transition(_R.ACCEPTED, "return", _R.RETURNED, "claim_officer", REVIEW_LIMIT),
        Transition(_R.RETURNED, "resubmit", _R.ACCEPTED, "provider", CORRECTION_LIMIT),
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
