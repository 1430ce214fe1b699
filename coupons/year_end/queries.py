"""What is bound on a budget line, what its closing carries over, and what the pages show of both."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

import ledger.queries
from core.audit import operations as audit
from core.errors import NotFound
from core.money import Money
from coupons.coupons.models import Coupon
from coupons.coupons.queries import LIVE
from coupons.redemptions.models import Redemption
from coupons.redemptions.states import UNFINISHED_REDEMPTIONS
from coupons.year_end.models import CarriedCoupon, LineClosing
from coupons.year_end.rules import Bound, Problem, problem_of_closing
from coupons.year_end.states import LineClosingState
from identity.organisations.models import Organisation
from identity.people.models import Person
from ledger.states import Kind
from projects.budgets.queries import Purse, purse_of
from projects.models import BudgetLine
from projects.states import FundSource
from web.lists.paging import PAGE_SIZE

ALIVE = LineClosing.state != LineClosingState.WITHDRAWN
UNPREPARED = sa.and_(
    BudgetLine.source == FundSource.ANNUAL_BUDGET,
    BudgetLine.id.not_in(sa.select(LineClosing.line_id).where(ALIVE)),
)
"""Lines of the annual budget, which lapses, without a closing. The Fund's own may go on into the next year."""

_unfinished = (
    sa.select(
        Redemption.coupon_id,
        sa.func.sum(sa.func.coalesce(Redemption.approved_satang, Redemption.subsidy_satang)).label("satang"),
    )
    .where(
        Redemption.line_id == sa.bindparam("line_id", None, sa.BigInteger()),
        Redemption.state.in_(UNFINISHED_REDEMPTIONS),
    )
    .group_by(Redemption.coupon_id)
    .cte("unfinished")
)
_committed = sa.case(
    (Coupon.state.in_(LIVE), Coupon.limit_satang - Coupon.spent_satang - Coupon.released_satang), else_=0
)
_reserved = sa.func.coalesce(_unfinished.c.satang, 0)
_on_line = Coupon.line_id == sa.bindparam("line_id", None, sa.BigInteger())
CONCERNED = sa.union(
    sa.select(Coupon.id).where(_on_line, Coupon.state.in_(LIVE)), sa.select(_unfinished.c.coupon_id)
)
"""The coupons of the line `line_id` that are open, or have a service that is not finished."""
_BOUND = (
    sa.select(
        Coupon.id,
        Coupon.number,
        _committed.label("committed"),
        sa.cast(_reserved, sa.BigInteger).label("reserved"),
        Coupon.valid_until,
        Organisation.name_th.label("sme_th"),
        Organisation.name_en.label("sme_en"),
        CarriedCoupon.amount_satang.label("carried"),
    )
    .join(Organisation, Organisation.id == Coupon.sme_id)
    .outerjoin(_unfinished, _unfinished.c.coupon_id == Coupon.id)
    .outerjoin(
        CarriedCoupon,
        sa.and_(
            CarriedCoupon.coupon_id == Coupon.id,
            CarriedCoupon.closing_id == sa.bindparam("closing_id", None, sa.BigInteger()),
        ),
    )
    .where(Coupon.id.in_(CONCERNED), _committed + _reserved > 0)
    .order_by(Coupon.id)
)
"""The coupons of a line to which money is bound, whether they are open or a service on them is not finished."""


@dataclass(frozen=True, slots=True)
class BoundRow:
    """A coupon with bound money, as the page of a closing shows it."""

    bound: Bound
    valid_until: date
    sme_th: str
    sme_en: str
    carried: Money | None
    """What is proposed to be carried over of it; None when it is not carried."""

    @property
    def id(self) -> int:
        """The coupon's."""
        return self.bound.coupon_id


def _rows(found: Any) -> list[BoundRow]:
    return [
        BoundRow(
            Bound(row.id, row.number, Money(row.committed), Money(row.reserved)),
            row.valid_until,
            row.sme_th,
            row.sme_en,
            None if row.carried is None else Money(row.carried),
        )
        for row in found
    ]


def bound_rows(
    session: Session,
    closing: LineClosing,
    *,
    after: int = 0,
    limit: int | None = None,
    among: Collection[int] | None = None,
) -> list[BoundRow]:
    """The coupons of the closing's line to which money is bound, by their ids. One statement."""
    wanted = _BOUND.where(Coupon.id > after).limit(limit)
    if among is not None:
        wanted = wanted.where(Coupon.id.in_(among))
    return _rows(session.execute(wanted, {"line_id": closing.line_id, "closing_id": closing.id or 0}))


def bound_of(session: Session, closing: LineClosing) -> list[Bound]:
    """As bound_rows(), the facts that decide."""
    return [row.bound for row in bound_rows(session, closing)]


def carried_of(session: Session, closing_id: int) -> dict[int, Money]:
    """By coupon, what a closing carries over."""
    rows = session.execute(
        sa.select(CarriedCoupon.coupon_id, CarriedCoupon.amount_satang).where(
            CarriedCoupon.closing_id == closing_id
        )
    )
    return {coupon_id: Money(satang) for coupon_id, satang in rows}


@dataclass(frozen=True, slots=True)
class Sums:
    """The bound money of a line as its closing would treat it now: how many coupons, and how much."""

    carried_count: int
    carried: Money
    ending_count: int
    ending: Money
    """Of coupons that will be cancelled."""


@dataclass(frozen=True, slots=True)
class ClosingPage:
    """The closing of a line, for its page."""

    closing: LineClosing
    line: BudgetLine
    purse: Purse
    free: Money
    """Of the line itself."""
    sums: Sums
    rows: Sequence[BoundRow]
    next_after: int | None
    problem: Problem | None
    """Why it could not be closed now, as it is."""
    new_since: int
    """How many coupons that are not carried over were issued after it was proposed."""
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
    everything = (
        []
        if closing.state in (LineClosingState.CLOSED, LineClosingState.WITHDRAWN)
        else bound_rows(session, closing)
    )
    here = _page_of(everything, after)
    balances = ledger.queries.balances(session, line_ids=[closing.line_id])
    carried = [row for row in everything if row.carried is not None]
    ending = [row for row in everything if row.carried is None]
    kept = {row.bound.coupon_id: row.carried for row in carried if row.carried is not None}
    return ClosingPage(
        closing,
        closing.line,
        purse_of(balances),
        purse_of(row for row in balances if row.scheme_id is None).available,
        Sums(len(carried), _sum(carried), len(ending), _sum(ending)),
        here[:PAGE_SIZE],
        here[PAGE_SIZE - 1].bound.coupon_id if len(here) > PAGE_SIZE else None,
        problem_of_closing((row.bound for row in everything), kept),
        _issued_since(session, closing, [row.bound.coupon_id for row in ending]),
        session.scalar(sa.select(Person.full_name).where(Person.id == closing.created_by_id)) or "",
        audit.read_reason(session, closing.state_reason_id),
        authors_of(session, closing.id),
    )


def _page_of(rows: Sequence[BoundRow], after: int) -> list[BoundRow]:
    """The rows of a page, and one more if there are more: first those that must be carried over, each kind by its ids."""
    order = {row.id: (not row.bound.reserved, row.id) for row in rows}
    begins = order.get(after, (bool(after), after))
    following = (row for row in sorted(rows, key=lambda row: order[row.id]) if order[row.id] > begins)
    return [*islice(following, PAGE_SIZE + 1)]


def _issued_since(session: Session, closing: LineClosing, coupon_ids: list[int]) -> int:
    if closing.submitted_at is None or not coupon_ids:
        return 0
    issued = sa.select(sa.func.count()).where(
        Coupon.id.in_(coupon_ids), Coupon.issued_at > closing.submitted_at
    )
    return int(session.scalar(issued) or 0)


def _sum(rows: Sequence[BoundRow]) -> Money:
    return Money(sum(row.bound.total.satang for row in rows))


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
