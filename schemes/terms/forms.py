"""The fields of limits, for the form of a scheme and of new terms."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from babel.dates import get_month_names
from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice, SelectField

from core.labels import words_for
from core.money import Money
from schemes.states import CapPeriod
from schemes.terms.rules import FISCAL_MONTH, MOST_COUPONS, MOST_YEARS, Limits
from schemes.terms.states import LimitReason
from web import Form
from web.forms.fields import CountField, MoneyField, PercentField

LIMIT_FIELD_OF: dict[StrEnum, str] = {
    LimitReason.OWN_SHARE_TOO_HIGH: "least_own_share",
    LimitReason.PRICE_CAP_ABOVE_COUPON: "price_cap",
    LimitReason.SME_MONEY_BELOW_COUPON: "sme_cap",
    LimitReason.CATEGORY_ABOVE_AWARDS: "max_per_category",
    LimitReason.YEARS_WITHOUT_NUMBER: "awards_years",
    LimitReason.PERIOD_INCOMPLETE: "sme_cap_period",
}
"""Beside which field a refusal of limits stands."""


class LimitsFields(Form):
    price_cap = MoneyField(_l("Maximum that the state pays of one price (baht)"))
    least_own = MoneyField(_l("Minimum that the SME pays of each price itself (baht)"))
    least_own_share = PercentField(_l("Minimum that the SME pays of each price itself (in percent)"))
    max_awards = CountField(_l("Coupons of this scheme for one SME"), least=1, most=MOST_COUPONS)
    max_per_category = CountField(_l("Coupons for one kind of service"), least=1, most=MOST_COUPONS)
    awards_years = CountField(_l("Count coupons within (years)"), least=1, most=MOST_YEARS)
    sme_cap = MoneyField(_l("Money of this scheme for one SME (baht)"))
    sme_cap_period = SelectField(_l("Count this money"), default="")
    sme_cap_years = CountField(_l("Number of years"), least=1, most=MOST_YEARS)
    sme_cap_month = SelectField(_l("A year begins in"), default=str(FISCAL_MONTH))

    def offer_periods(self, locale: str) -> None:
        """Name the choices of period and month in the reader's language."""
        self.sme_cap_period.choices = [
            SelectChoice("", _l("No such limit")),
            *(SelectChoice(each.value, words_for(each)) for each in CapPeriod),
        ]
        names = get_month_names("wide", locale=locale)
        self.sme_cap_month.choices = [SelectChoice(str(month), names[month]) for month in names]

    def limits(self) -> Limits:
        """What was written down."""
        period = CapPeriod(self.sme_cap_period.data) if self.sme_cap_period.data else None
        month = int(self.sme_cap_month.data or FISCAL_MONTH)
        return Limits(
            price_cap_satang=_satang(self.price_cap.data),
            least_own_satang=_satang(self.least_own.data),
            least_own_bp=self.least_own_share.data or None,
            max_awards=self.max_awards.data,
            max_per_category=self.max_per_category.data,
            awards_years=self.awards_years.data,
            sme_cap_satang=_satang(self.sme_cap.data),
            sme_cap_period=period,
            sme_cap_years=self.sme_cap_years.data,
            sme_cap_month=month if period is CapPeriod.YEAR else None,
        )

    def has_limits(self) -> bool:
        """Whether any is filled or has an error, so that the form shows them."""
        named = (self[name] for name in _OPTIONAL)
        return any(field.data not in (None, "") or field.errors for field in named)


_OPTIONAL = (
    "price_cap",
    "least_own",
    "least_own_share",
    "max_awards",
    "max_per_category",
    "awards_years",
    "sme_cap",
    "sme_cap_period",
    "sme_cap_years",
)


def _satang(amount: Money | None) -> int | None:
    """Who types 0 says that there is no such limit."""
    return (amount.satang or None) if amount is not None else None


def _money(satang: int | None) -> Money | None:
    return None if satang is None else Money(satang)


def limits_form_values(limits: Limits) -> dict[str, Any]:
    """Stored limits as the form shows them."""
    return {
        "price_cap": _money(limits.price_cap_satang),
        "least_own": _money(limits.least_own_satang),
        "least_own_share": limits.least_own_bp,
        "max_awards": limits.max_awards,
        "max_per_category": limits.max_per_category,
        "awards_years": limits.awards_years,
        "sme_cap": _money(limits.sme_cap_satang),
        "sme_cap_period": limits.sme_cap_period.value if limits.sme_cap_period else "",
        "sme_cap_years": limits.sme_cap_years,
        "sme_cap_month": str(limits.sme_cap_month or FISCAL_MONTH),
    }
