"""The limits of a version: what the state pays of one price, and how much one SME may get. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any, Protocol

from core.money import FULL_SHARE_BP, ZERO, Money
from schemes.states import CapPeriod
from schemes.terms.states import LimitReason

FISCAL_MONTH = 10
"""The fiscal year begins on 1 October (docs/domain.md#plan-and-budget)."""
MOST_YEARS = 20
MOST_COUPONS = 100
"""Guards against typing slips."""


class PriceTerms(Protocol):
    """What limits the state's part of one price; a stored version has it, and so has `Limits`."""

    @property
    def price_cap_satang(self) -> int | None:
        """The most that the state pays of one price."""

    @property
    def least_own_satang(self) -> int | None:
        """The least that the SME pays itself."""

    @property
    def least_own_bp(self) -> int | None:
        """The same as a part of the price."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """All limits of a version, by the names of their columns; None where it has no such limit."""

    price_cap_satang: int | None = None
    """The most that the state pays of one price."""
    least_own_satang: int | None = None
    """The least that the SME pays of each price itself."""
    least_own_bp: int | None = None
    """The same as a part of the price."""
    max_awards: int | None = None
    """How many coupons of the scheme one SME may get."""
    max_per_category: int | None = None
    """How many of them for one kind of service."""
    awards_years: int | None = None
    """In how many years coupons are counted; None for ever."""
    sme_cap_satang: int | None = None
    """How much money of the scheme one SME may get in a period."""
    sme_cap_period: CapPeriod | None = None
    sme_cap_years: int | None = None
    """Of a rolling period."""
    sme_cap_month: int | None = None
    """In which month a year begins."""

    def columns(self) -> dict[str, Any]:
        """Each limit by the name of its column."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


NO_LIMITS = Limits()
LIMIT_NAMES = tuple(NO_LIMITS.columns())


def state_part(price: Money, share_bp: int, terms: PriceTerms) -> Money:
    """What the state pays of a price: its share, rounded down to the satang, within the limits of one price."""
    part = price.share(share_bp)
    if terms.price_cap_satang is not None:
        part = min(part, Money(terms.price_cap_satang))
    if terms.least_own_bp is not None:
        part = min(part, price.share(FULL_SHARE_BP - terms.least_own_bp))
    if terms.least_own_satang is not None:
        part = min(part, max(ZERO, price - Money(terms.least_own_satang)))
    return part


def problem_of_limits(limits: Limits, tiers: Iterable[tuple[int, Money]]) -> LimitReason | None:
    """Why these limits cannot stand beside the tiers, each of a share and a cap; None if they can."""
    tiers = tuple(tiers)
    if limits.least_own_bp and any(share + limits.least_own_bp > FULL_SHARE_BP for share, _cap in tiers):
        return LimitReason.OWN_SHARE_TOO_HIGH
    most = max((cap for _share, cap in tiers), default=ZERO)
    if limits.price_cap_satang is not None and Money(limits.price_cap_satang) > most:
        return LimitReason.PRICE_CAP_ABOVE_COUPON
    if problem := _problem_of_number(limits) or _problem_of_period(limits):
        return problem
    if limits.sme_cap_satang is not None and Money(limits.sme_cap_satang) < most:
        return LimitReason.SME_MONEY_BELOW_COUPON
    return None


def _problem_of_number(limits: Limits) -> LimitReason | None:
    if limits.awards_years is not None and limits.max_awards is limits.max_per_category is None:
        return LimitReason.YEARS_WITHOUT_NUMBER
    if None not in (limits.max_awards, limits.max_per_category) and (
        (limits.max_per_category or 0) > (limits.max_awards or 0)
    ):
        return LimitReason.CATEGORY_ABOVE_AWARDS
    return None


def _problem_of_period(limits: Limits) -> LimitReason | None:
    period = limits.sme_cap_period
    whole = (
        (limits.sme_cap_satang is not None) == (period is not None)
        and (limits.sme_cap_years is not None) == (period is CapPeriod.ROLLING)
        and (limits.sme_cap_month is not None) == (period is CapPeriod.YEAR)
    )
    return None if whole else LimitReason.PERIOD_INCOMPLETE


def years_from(day: date, years: int) -> date:
    """The same day some years later, or earlier; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def year_of(day: date, month: int) -> tuple[date, date]:
    """First and last day of the year, beginning in that month, in which a day lies."""
    first = date(day.year if day.month >= month else day.year - 1, month, 1)
    return first, years_from(first, 1) - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Award:
    """One coupon that the SME got of the scheme; what came back of it unused is not counted."""

    issued_on: date
    category_id: int
    granted: Money


def awards_counted(limits: Limits, awards: Iterable[Award], today: date) -> tuple[Award, ...]:
    """Those within the years in which the version counts coupons, the oldest first."""
    if limits.awards_years is None:
        return tuple(sorted(awards, key=lambda award: award.issued_on))
    after = years_from(today, -limits.awards_years)
    return tuple(
        sorted((award for award in awards if award.issued_on > after), key=lambda award: award.issued_on)
    )


def counted_from(limits: Limits, today: date) -> date | None:
    """The first day of the period in which money is counted today; None for ever."""
    if limits.sme_cap_period is CapPeriod.YEAR:
        return year_of(today, limits.sme_cap_month or FISCAL_MONTH)[0]
    if limits.sme_cap_period is CapPeriod.ROLLING:
        return years_from(today, -(limits.sme_cap_years or 1)) + timedelta(days=1)
    return None


def granted_in_period(limits: Limits, awards: Iterable[Award], today: date) -> Money:
    """What the SME got in the period of today."""
    first = counted_from(limits, today)
    counted = (award.granted for award in awards if first is None or award.issued_on >= first)
    return sum(counted, ZERO)


def left_for(limits: Limits, awards: Iterable[Award], today: date) -> Money | None:
    """What one SME may still get in the period; None without such a limit. Never below zero."""
    if limits.sme_cap_satang is None:
        return None
    return max(ZERO, Money(limits.sme_cap_satang) - granted_in_period(limits, awards, today))
