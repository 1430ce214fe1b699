"""The programme in numbers, fiscal year by fiscal year: counted by a task, read by the front page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core.clock import BANGKOK, bangkok_midnight, fiscal_year_begins
from core.money import Money
from core.terms import Calendar
from coupons.applications.models import Application
from coupons.coupons.models import Coupon
from openness.models import PublicFigures
from payouts.models.payables import Payable
from payouts.states import PayableState
from projects.models import BudgetLine
from smes.models import Sme


@dataclass(frozen=True, slots=True)
class Province:
    """What reached the businesses of one province."""

    code: str
    paid: Money


def published(session: Session, fiscal_year: int) -> PublicFigures | None:
    """The figures as counted last; None while they never were."""
    return session.get(PublicFigures, fiscal_year)


def provinces_of(figures: PublicFigures | None) -> tuple[Province, ...]:
    """The provinces that money reached, the most first."""
    found = [
        Province(code, Money(satang))
        for code, satang in (figures.paid_by_province if figures else {}).items()
    ]
    return tuple(sorted(found, key=lambda each: (-each.paid.satang, each.code)))


STEPS = (40, 20, 8, 4)
"""Where the shades of the map begin, in hundredths of what reached the province with the most."""


def shades(provinces: Sequence[Province]) -> tuple[Money, ...]:
    """From how much on a province has each shade, the darkest first: round sums of baht; none while nothing was paid."""
    most = max((each.paid.satang for each in provinces), default=0)
    return tuple(_rounded(most * step // 100) for step in STEPS) if most else ()


def _rounded(satang: int) -> Money:
    """The nearest 1, 2 or 5 times a power of ten baht below it, and never less than a baht."""
    baht = max(satang // 100, 1)
    power = 10 ** (len(str(baht)) - 1)
    return Money.baht(max(digit for digit in (1, 2, 5) if digit * power <= baht) * power)


def shade_of(paid: Money, begins: Sequence[Money]) -> int:
    """4 for the darkest, down to 0 for what is below the lightest."""
    return next((len(begins) - place for place, begin in enumerate(begins) if paid >= begin), 0)


def count(session: Session, fiscal_year: int, calendar: Calendar) -> dict[str, Any]:
    """The columns of `PublicFigures` but its time, counted now. Three statements, each over the whole year."""
    return {
        "fiscal_year": fiscal_year,
        "smes": _smes(session, fiscal_year),
        "decision_days": _median(_days_to_decide(session, fiscal_year, calendar)),
        "paid_by_province": _paid_by_province(session, fiscal_year),
    }


def _within(moment: Any, fiscal_year: int) -> sa.ColumnElement[bool]:
    """Whether the moment is in the fiscal year."""
    begins, ends = (bangkok_midnight(fiscal_year_begins(each)) for each in (fiscal_year, fiscal_year + 1))
    return sa.and_(moment >= begins, moment < ends)


def _smes(session: Session, fiscal_year: int) -> int:
    issued = sa.select(sa.func.count(sa.distinct(Coupon.sme_id))).where(
        _within(Coupon.issued_at, fiscal_year)
    )
    return int(session.scalar(issued) or 0)


def _days_to_decide(session: Session, fiscal_year: int, calendar: Calendar) -> Counter[int]:
    """How many applications were decided after so many working days; the day of submission is not counted."""
    sent, decided = (
        sa.cast(sa.func.timezone(BANGKOK.key, moment), sa.Date)
        for moment in (Application.submitted_at, Application.decided_at)
    )
    rows = session.execute(
        sa.select(sent, decided, sa.func.count())
        .where(_within(Application.decided_at, fiscal_year), Application.submitted_at.is_not(None))
        .group_by(sent, decided)
    )
    found: Counter[int] = Counter()
    for first, last, number in rows:
        found[calendar.working_days_between(first, last)] += number
    return found


def _median(counted: Counter[int]) -> int | None:
    """The lower median."""
    half, seen = (counted.total() + 1) // 2, 0
    for value in sorted(counted):
        seen += counted[value]
        if seen >= half:
            return value
    return None


def _paid_by_province(session: Session, fiscal_year: int) -> dict[str, int]:
    paid = sa.func.sum(Payable.amount_satang)
    rows = session.execute(
        sa.select(Sme.province_code, paid)
        .select_from(Payable)
        .join(BudgetLine, BudgetLine.id == Payable.line_id)
        .join(Coupon, Coupon.id == Payable.coupon_id)
        .join(Sme, Sme.organisation_id == Coupon.sme_id)
        .where(BudgetLine.fiscal_year == fiscal_year, Payable.state == PayableState.SETTLED)
        .group_by(Sme.province_code)
    )
    return {code: int(satang) for code, satang in rows}
