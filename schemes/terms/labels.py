"""The words of limits, and limits in words."""

from __future__ import annotations

from collections.abc import Iterator

from babel.dates import get_month_names
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.labels import Labels
from core.money import Money, percent
from schemes.states import CapPeriod
from schemes.terms.rules import FISCAL_MONTH, Limits, PriceTerms
from schemes.terms.states import LimitReason

LABELS = (
    Labels(
        {
            CapPeriod.YEAR: _l("In each year"),
            CapPeriod.ROLLING: _l("Within a number of years"),
            CapPeriod.LIFETIME: _l("From the beginning of the scheme"),
        }
    ),
    Labels(
        {
            LimitReason.OWN_SHARE_TOO_HIGH: _l(
                "The state's share and this own share are more than the whole price together. Lower one of them."
            ),
            LimitReason.PRICE_CAP_ABOVE_COUPON: _l(
                "The limit of one price is above every coupon's cap. Enter at most the highest cap."
            ),
            LimitReason.SME_MONEY_BELOW_COUPON: _l(
                "This is less than the highest cap of one coupon. Enter at least the highest cap."
            ),
            LimitReason.CATEGORY_ABOVE_AWARDS: _l(
                "This is more than the coupons of the scheme for one SME. Lower it."
            ),
            LimitReason.YEARS_WITHOUT_NUMBER: _l(
                "Enter how many coupons one SME may get within these years, or leave the years empty."
            ),
            LimitReason.PERIOD_INCOMPLETE: _l(
                "Enter both the amount for one SME and the period. Only “within a number of years” needs the number of years."
            ),
        }
    ),
)


def limits_in_words(limits: Limits) -> Iterator[tuple[str, str]]:
    """Every limit with its name, in the reader's language; the words are empty where the version has none."""
    yield from price_limits_in_words(limits)
    yield _("Coupons for one SME"), _number(limits.max_awards, limits.awards_years)
    yield _("Coupons for one kind of service"), _number(limits.max_per_category, limits.awards_years)
    yield _("Money for one SME"), _for_sme(limits)


def price_limits_in_words(limits: PriceTerms) -> Iterator[tuple[str, str]]:
    """The same of those that limit one price."""
    most = limits.price_cap_satang
    yield _("Maximum for one price"), "" if most is None else _baht(most)
    yield _("Minimum own share of each price"), _own(limits)


def _baht(satang: int) -> str:
    return _("at most %(amount)s baht", amount=Money(satang).short())


def _own(limits: PriceTerms) -> str:
    parts = []
    if limits.least_own_bp is not None:
        parts.append(f"{percent(limits.least_own_bp)}%")
    if limits.least_own_satang is not None:
        parts.append(_("%(amount)s baht", amount=Money(limits.least_own_satang).short()))
    if not parts:
        return ""
    return _("at least %(parts)s", parts=_(" and ").join(parts))


def _number(most: int | None, years: int | None) -> str:
    if most is None:
        return ""
    coupons = ngettext("at most %(num)s coupon", "at most %(num)s coupons", most)
    return f"{coupons} {in_years(years)}"


def in_years(years: int | None) -> str:
    """Within how many years, in words."""
    if years is None:
        return _("in total")
    return ngettext("within %(num)s year", "within %(num)s years", years)


def _for_sme(limits: Limits) -> str:
    if limits.sme_cap_satang is None:
        return ""
    return f"{_baht(limits.sme_cap_satang)} {in_period(limits)}"


def in_period(limits: Limits) -> str:
    """Over which time money is counted, in words."""
    if limits.sme_cap_period is CapPeriod.YEAR:
        if limits.sme_cap_month == FISCAL_MONTH:
            return _("in a fiscal year")
        month = get_month_names("wide", locale=get_locale())[limits.sme_cap_month or FISCAL_MONTH]
        return _("in a year that begins in %(month)s", month=month)
    return in_years(limits.sme_cap_years)
