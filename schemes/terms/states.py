"""Why limits of terms are refused."""

from __future__ import annotations

from enum import StrEnum


class LimitReason(StrEnum):
    """Why limits of new terms were refused."""

    OWN_SHARE_TOO_HIGH = "own_share_too_high"
    """The state's share and the least own share are more than the whole price."""
    PRICE_CAP_ABOVE_COUPON = "price_cap_above_coupon"
    """No coupon could ever pay so much of one price."""
    SME_MONEY_BELOW_COUPON = "sme_money_below_coupon"
    """The first coupon of an SME could not be worth what the tier says."""
    CATEGORY_ABOVE_AWARDS = "category_above_awards"
    """More coupons for one kind of service than for all kinds."""
    YEARS_WITHOUT_NUMBER = "years_without_number"
    """Years in which coupons are counted, but no number of coupons."""
    PERIOD_INCOMPLETE = "period_incomplete"
    """Money for one SME needs amount and period, and a period of years needs their number."""
