"""The closed lists of eligibility: what makes an SME, what a scheme asks, and where each rule comes from."""

from __future__ import annotations

from enum import StrEnum


class SmeGate(StrEnum):
    """What makes a size-fitting enterprise an SME that may be helped (docs/domain.md#conditions)."""

    THAI_MAJORITY = "thai_majority"
    NOT_BANKRUPT = "not_bankrupt"
    LAWFUL_BUSINESS = "lawful_business"
    NOT_BARRED = "not_barred"
    TAXES_FILED = "taxes_filed"


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
    AWARDS_BELOW_LIMIT = "awards_below_limit"
    """Fewer coupons than the version gives one SME, in its years or ever."""
    CATEGORY_BELOW_LIMIT = "category_below_limit"
    """Fewer of them for this kind of service than the version gives."""
    SME_MONEY_LEFT = "sme_money_left"
    """Some of the money that the version gives one SME in a period is left."""
    NO_DOUBLE_SUPPORT = "no_double_support"
    """No other application or open coupon for the same service category under another scheme (docs/domain.md#plan-and-budget)."""
    MONEY_AVAILABLE = "money_available"


CHOSEN = frozenset(
    {
        EligibilityRule.AWARDS_BELOW_LIMIT,
        EligibilityRule.CATEGORY_BELOW_LIMIT,
        EligibilityRule.SME_MONEY_LEFT,
    }
)
"""The rules that are judged only where a version chooses them; all others always are."""


class RuleSource(StrEnum):
    """Where an eligibility rule comes from, for the reader who wants to check us."""

    SIZE_REGULATION = "size_regulation"
    """Ministerial regulation on the characteristics of SMEs, gazetted 7 January 2563."""
    SME_GATE = "sme_gate"
    """OSMEP's conditions for every SME it supports (docs/domain.md#conditions)."""
    SCHEME_RESOLUTION = "scheme_resolution"
    """The resolution that approved the scheme."""
    NO_DUPLICATION = "no_duplication"
    """SME Promotion Plan 4: no duplicated support (docs/domain.md#plan-and-budget)."""
    BUDGET = "budget"
    """The scheme's own budget: a hard ceiling."""
