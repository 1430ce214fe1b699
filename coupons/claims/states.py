"""Claims: what a file proves, why a step is refused, what an officer should look at."""

from __future__ import annotations

from enum import StrEnum


class EvidenceKind(StrEnum):
    """What a file proves; the first four are mandatory for approval (docs/domain.md#schemes)."""

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
    """The same seller's invoice number is on another claim (docs/domain.md#tax-papers)."""
    INVOICE_DATE_WRONG = "invoice_date_wrong"
    AMOUNT_ABOVE_RESERVED = "amount_above_reserved"
    LESS_NEEDS_REASON = "less_needs_reason"
    DELIVERY_DATE_WRONG = "delivery_date_wrong"
    DELIVERED_TOO_LATE = "delivered_too_late"
    ACCEPTANCE_STILL_OPEN = "acceptance_still_open"
    """The SME still has time to accept by itself."""
    ACCEPTED_BY_YOU = "accepted_by_you"
    """Who accepted a delivery may not decide the claim."""
    RESERVED_BY_YOU = "reserved_by_you"
    """Who approved the development proposal, and so reserved the money, may not decide the claim."""
    NOTHING_TO_PAY = "nothing_to_pay"
    """A claim of a zero-budget scheme is closed, not approved."""
    NOT_ZERO_BUDGET = "not_zero_budget"
    """A claim with money in it is approved or rejected, not closed."""
    ACCOUNT_MISSING = "account_missing"
    """Who is paid back names its bank account before it files."""
    PROVIDER_FILES = "provider_files"
    """The scheme pays the provider, which files the claim; the SME accepts what was delivered."""
    SME_FILES = "sme_files"
    """The scheme pays the SME back, which files the claim itself; the provider confirms it."""
    NOT_DUE = "not_due"
    """Its time is not over."""


class ClaimFlag(StrEnum):
    """What an officer should look at before signing; none of them refuses a claim by itself (docs/domain.md#abuse)."""

    SAME_AMOUNT_REPEATED = "same_amount_repeated"
    FAST_DELIVERY = "fast_delivery"
    NEW_PROVIDER = "new_provider"
    TOP_OF_PRICE_RANGE = "top_of_price_range"
    LOW_RATING = "low_rating"
    ACCEPTED_FOR_SME = "accepted_for_sme"
    CONFIRMED_FOR_PROVIDER = "confirmed_for_provider"
    WAS_DISPUTED = "was_disputed"
