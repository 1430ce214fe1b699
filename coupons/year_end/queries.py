"""The closings of budget lines, what they carry over, and what the pages show of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

import ledger.queries
from core.audit import operations as audit
from core.errors import NotFound
from core.money import Money
from coupons.year_end.bound import BoundPage, Sums, page_of_bound, sums_of
from coupons.year_end.models import CarriedCoupon, LineClosing
from coupons.year_end.states import LineClosingState
from identity.people.models import Person
from ledger.states import Kind
from projects.budgets.queries import Purse, purse_of
from projects.models import BudgetLine
from projects.states import FundSource

ALIVE = LineClosing.state != LineClosingState.WITHDRAWN
UNPREPARED = sa.and_(
    BudgetLine.source == FundSource.ANNUAL_BUDGET,
    BudgetLine.id.not_in(sa.select(LineClosing.line_id).where(ALIVE)),
)
"""Lines of the annual budget, which lapses, without a closing. The Fund's own may go on into the next year."""


def carried_of(session: Session, closing_id: int) -> dict[int, Money]:
    """By coupon, what a closing carries over."""
    rows = session.execute(
        sa.select(CarriedCoupon.coupon_id, CarriedCoupon.amount_satang).where(
            CarriedCoupon.closing_id == closing_id
        )
    )
    return {coupon_id: Money(satang) for coupon_id, satang in rows}


@dataclass(frozen=True, slots=True)
class ClosingPage:
    """The closing of a line, for its page."""

    closing: LineClosing
    line: BudgetLine
    purse: Purse
    free: Money
    """Of the line itself."""
    sums: Sums | None
    """None once it is closed or withdrawn; so are the coupons."""
    bound: BoundPage
    drafted_by: str
    returned_because: str | None
    authors: frozenset[int]


def closing_of(session: Session, closing_id: int) -> LineClosing:
    """A closing with its line and project. NotFound if there is none."""
    closing = session.scalar(
        sa.select(LineClosing)
        .options(joinedload(LineClosing.line).joinedload(BudgetLine.project))
        .where(LineClosing.id == closing_id)
    )
    if closing is None:
        raise NotFound
    return closing


def authors_of(session: Session, closing_id: int) -> frozenset[int]:
    """Who drafted, changed or proposed a closing, ever: they do not approve it."""
    writing = (f"line_closing.{done}" for done in ("drafted", "changed", "proposed"))
    return audit.persons_behind(session, "line_closing", closing_id, *writing)


def closing_page(session: Session, closing_id: int, after: int) -> ClosingPage:
    """One closing, with a page of the coupons that are bound on its line. NotFound if there is none."""
    closing = closing_of(session, closing_id)
    balances = ledger.queries.balances(session, line_ids=[closing.line_id])
    purse = purse_of(balances)
    is_over = closing.state in (LineClosingState.CLOSED, LineClosingState.WITHDRAWN)
    return ClosingPage(
        closing,
        closing.line,
        purse,
        purse_of(row for row in balances if row.scheme_id is None).available,
        None if is_over else sums_of(session, closing, purse.of(Kind.COMMITTED, Kind.RESERVED)),
        BoundPage([], None, None) if is_over else page_of_bound(session, closing, after),
        session.scalar(sa.select(Person.full_name).where(Person.id == closing.created_by_id)) or "",
        audit.read_reason(session, closing.state_reason_id),
        authors_of(session, closing.id),
    )


def listed() -> sa.Select[Any]:
    """All budget lines, each with its closing where it has one, for the list."""
    return (
        sa.select(BudgetLine, LineClosing)
        .join(BudgetLine.project)
        .options(joinedload(BudgetLine.project))
        .outerjoin(LineClosing, sa.and_(LineClosing.line_id == BudgetLine.id, ALIVE))
    )


def purses(session: Session, year: str) -> dict[int, Purse]:
    """What is where on each line of a fiscal year (พ.ศ.); of every year when none is named. Two statements."""
    wanted = sa.select(BudgetLine.id)
    if year.isdecimal() and len(year) == YEAR_DIGITS:
        wanted = wanted.where(BudgetLine.fiscal_year == int(year))
    rows: dict[int, list[ledger.queries.Balance]] = {each: [] for each in session.scalars(wanted)}
    for row in ledger.queries.balances(session, line_ids=[*rows]):
        rows[row.line_id].append(row)
    return {line_id: purse_of(found) for line_id, found in rows.items()}


def total_of(purses: Mapping[int, Purse]) -> Purse:
    """All of them together."""
    kinds = {kind: Money(sum(each.of(kind).satang for each in purses.values())) for kind in Kind}
    return Purse(kinds)


YEAR_DIGITS = 4


def to_be_prepared(session: Session, latest_year: int) -> tuple[int, int | None]:
    """How many lines of the annual budget, up to that fiscal year, have no closing; and the earliest such year."""
    count, earliest = session.execute(
        sa.select(sa.func.count(), sa.func.min(BudgetLine.fiscal_year)).where(
            UNPREPARED, BudgetLine.fiscal_year <= latest_year
        )
    ).one()
    return count, earliest


def years_of_lines(session: Session) -> list[int]:
    """The fiscal years that have budget lines, the latest first."""
    years = sa.select(BudgetLine.fiscal_year).distinct().order_by(BudgetLine.fiscal_year.desc())
    return list(session.scalars(years))


def alive_closing_of(session: Session, line_id: int) -> LineClosing | None:
    """The closing of a line that was not withdrawn."""
    return session.scalar(sa.select(LineClosing).where(LineClosing.line_id == line_id, ALIVE))


def due(session: Session) -> list[tuple[int, int]]:
    """The approved closings that are not done, each with the fiscal year of its line."""
    return [
        (closing_id, year)
        for closing_id, year in session.execute(
            sa.select(LineClosing.id, BudgetLine.fiscal_year)
            .join(LineClosing.line)
            .where(LineClosing.state == LineClosingState.APPROVED)
            .order_by(LineClosing.id)
        )
    ]
