"""What decides about the closing of a budget line. Pure (docs/ledger.md#a-line-that-closes)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from core.clock import fiscal_year_begins, fiscal_year_of
from core.money import Money
from coupons.year_end.states import YearEndReason

PREPARED_FROM_MONTH = 8
"""August."""
NAMED = 5
"""How many coupons a refusal names."""


@dataclass(frozen=True, slots=True)
class Bound:
    """What the money of one coupon is bound to on its line."""

    coupon_id: int
    number: str
    committed: Money
    """Promised, and not spent; nothing once the coupon has ended."""
    reserved: Money
    """For services that are not finished."""

    @property
    def total(self) -> Money:
        """All that stays on the line if it is carried over."""
        return self.committed + self.reserved


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a line cannot be closed with these coupons carried over, and the coupons that it is about."""

    reason: YearEndReason
    numbers: tuple[str, ...] = ()

    @property
    def named(self) -> str:
        """The first coupons, for the words of the refusal."""
        more = "" if len(self.numbers) <= NAMED else " …"
        return ", ".join(self.numbers[:NAMED]) + more


def last_day_of_year(fiscal_year: int) -> date:
    """30 September of a fiscal year (พ.ศ.)."""
    return fiscal_year_begins(fiscal_year + 1) - timedelta(days=1)


def usual_last_day(fiscal_year: int) -> date:
    """31 March after a fiscal year (พ.ศ.): six months, as money is usually carried over for."""
    last = last_day_of_year(fiscal_year)
    return date(last.year + 1, 3, 31)


def year_is_over(fiscal_year: int, today: date) -> bool:
    """Whether a line of that fiscal year (พ.ศ.) may be closed."""
    return today > last_day_of_year(fiscal_year)


def prepared_from(fiscal_year: int) -> date:
    """1 August of a fiscal year (พ.ศ.): from then on its lines are prepared for closing."""
    return last_day_of_year(fiscal_year).replace(month=PREPARED_FROM_MONTH, day=1)


def latest_to_prepare(today: date) -> int:
    """The latest fiscal year (พ.ศ.) whose lines should have a closing by now; the list of lines begins with it."""
    year = fiscal_year_of(today)
    return year if today >= prepared_from(year) else year - 1


def problem_of_day(
    carried_until: date | None, fiscal_year: int, today: date, *, carries: bool
) -> YearEndReason | None:
    """Why the carry-over cannot end on that day, or None; a line that carries nothing needs none."""
    if not carries:
        return None
    if carried_until is None:
        return YearEndReason.CARRY_DAY_MISSING
    if not year_is_over(fiscal_year, carried_until):
        return YearEndReason.CARRY_DAY_WITHIN_YEAR
    return YearEndReason.CARRY_DAY_OVER if carried_until < today else None


def problem_of_closing(bound: Iterable[Bound], carried: Mapping[int, Money]) -> Problem | None:
    """Why the line cannot be closed now, or None. `carried`: by coupon, how much the proposal carries over.

    Less than was proposed is within the resolution; more is not.
    """
    held = tuple(bound)
    unfinished = tuple(each.number for each in held if each.reserved and each.coupon_id not in carried)
    if unfinished:
        return Problem(YearEndReason.UNFINISHED_NOT_CARRIED, unfinished)
    grew = tuple(
        each.number for each in held if each.coupon_id in carried and each.total > carried[each.coupon_id]
    )
    return Problem(YearEndReason.CARRIED_GREW, grew) if grew else None
