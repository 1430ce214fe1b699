"""What is bound to the coupons of a budget line: all of it, as its closing decides on it, and a page at a time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core.database.search import FEW
from core.money import Money
from coupons.coupons.models import Coupon
from coupons.coupons.queries import LIVE
from coupons.redemptions.models import Redemption
from coupons.redemptions.states import UNFINISHED_REDEMPTIONS
from coupons.year_end.models import CarriedCoupon, LineClosing
from coupons.year_end.rules import NAMED, Bound, Problem, problem_of_closing
from identity.organisations.models import Organisation
from web.lists.paging import PAGE_SIZE

_line_id = sa.bindparam("line_id", None, sa.BigInteger())
_closing_id = sa.bindparam("closing_id", None, sa.BigInteger())
_live = sa.select(Coupon.id).where(Coupon.line_id == _line_id, Coupon.state.in_(LIVE))
_unfinished = sa.select(Redemption.coupon_id.label("id")).where(
    Redemption.line_id == _line_id, Redemption.state.in_(UNFINISHED_REDEMPTIONS)
)
CONCERNED = sa.union(_live, _unfinished)
"""The coupons of the line `line_id` that are open, or have a service that is not finished."""

_of_coupon = sa.and_(Redemption.coupon_id == Coupon.id, Redemption.state.in_(UNFINISHED_REDEMPTIONS))
_committed = sa.case(
    (Coupon.state.in_(LIVE), Coupon.limit_satang - Coupon.spent_satang - Coupon.released_satang), else_=0
)
_held = sa.func.sum(sa.func.coalesce(Redemption.approved_satang, Redemption.subsidy_satang))
_reserved = sa.cast(
    sa.func.coalesce(sa.select(_held).where(_of_coupon).correlate(Coupon).scalar_subquery(), 0), sa.BigInteger
)
_BOUND = (
    sa.select(
        Coupon.id,
        Coupon.number,
        _committed.label("committed"),
        _reserved.label("reserved"),
        Coupon.valid_until,
        Organisation.name_th.label("sme_th"),
        Organisation.name_en.label("sme_en"),
        CarriedCoupon.amount_satang.label("carried"),
    )
    .join(Organisation, Organisation.id == Coupon.sme_id)
    .outerjoin(
        CarriedCoupon,
        sa.and_(CarriedCoupon.coupon_id == Coupon.id, CarriedCoupon.closing_id == _closing_id),
    )
    .where(Coupon.line_id == _line_id)
    .order_by(Coupon.id)
)


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


def _keys(closing: LineClosing) -> dict[str, Any]:
    return {"line_id": closing.line_id, "closing_id": closing.id or 0}


def bound_rows(
    session: Session, closing: LineClosing, *, among: Collection[int] | None = None
) -> list[BoundRow]:
    """The coupons of the closing's line to which money is bound, all or among these, by their ids. One statement."""
    wanted = _BOUND.where(Coupon.id.in_(CONCERNED if among is None else among))
    found = (
        BoundRow(
            Bound(row.id, row.number, Money(row.committed), Money(row.reserved)),
            row.valid_until,
            row.sme_th,
            row.sme_en,
            None if row.carried is None else Money(row.carried),
        )
        for row in session.execute(wanted, _keys(closing))
    )
    return [row for row in found if row.bound.total]


def bound_of(session: Session, closing: LineClosing) -> list[Bound]:
    """As bound_rows(), the facts that decide."""
    return [row.bound for row in bound_rows(session, closing)]


def _open_in(state: Any) -> sa.Select[Any]:
    return sa.select(Coupon.id).where(
        Coupon.line_id == _line_id,
        Coupon.state == state,
        Coupon.limit_satang > Coupon.spent_satang + Coupon.released_satang,
        ~sa.exists().where(_of_coupon),
    )


_PARTS: tuple[tuple[sa.Select[Any], Any], ...] = (
    (_unfinished.distinct(), Redemption.coupon_id),
    *((_open_in(state), Coupon.id) for state in LIVE),
)
"""The order of a page: coupons that must be carried over, then the others by state; each by its ids, from an index."""
_carried_ids = sa.select(CarriedCoupon.coupon_id).where(CarriedCoupon.closing_id == _closing_id)
_carried = (
    sa.select(Coupon.id, (_committed + _reserved).label("total"), CarriedCoupon.amount_satang.label("amount"))
    .join(CarriedCoupon, CarriedCoupon.coupon_id == Coupon.id)
    .where(CarriedCoupon.closing_id == _closing_id)
)
_PROBLEMS = (
    (_unfinished.distinct().where(Redemption.coupon_id.not_in(_carried_ids)), Redemption.coupon_id),
    (
        _carried.with_only_columns(Coupon.id).where(_committed + _reserved > CarriedCoupon.amount_satang),
        Coupon.id,
    ),
)
"""The coupons because of which a line cannot be closed, as problem_of_closing() has it."""


class BoundPage(NamedTuple):
    """A page of the coupons of a closing's line to which money is bound."""

    rows: list[BoundRow]
    next_after: int | None
    problem: Problem | None
    """Why the line could not be closed now, with what is carried over; on whatever page that is."""


def page_of_bound(session: Session, closing: LineClosing, after: int) -> BoundPage:
    """The coupons that follow `after`, first those that must be carried over. Two statements, three on a later page."""
    part = _part_of(session, after) if after else 0
    shown = [
        _some(number, found, key, after if number == part else 0, PAGE_SIZE + 1)
        for number, (found, key) in enumerate(_PARTS)
        if number >= part
    ]
    wrong = [_some(-1, found, key, 0, NAMED + 1) for found, key in _PROBLEMS]
    together = sa.union_all(*wrong, *shown).subquery()
    placed = session.execute(
        sa.select(together.c.part, together.c.id).order_by(together.c.part, together.c.id), _keys(closing)
    ).all()
    rows = {row.id: row for row in bound_rows(session, closing, among={row.id for row in placed})}
    here = [rows[row.id] for row in placed if row.part >= 0 and row.id in rows][: PAGE_SIZE + 1]
    carried = {row.id: row.carried for row in rows.values() if row.carried is not None}
    problem = problem_of_closing((row.bound for row in rows.values()), carried)
    return BoundPage(here[:PAGE_SIZE], here[PAGE_SIZE - 1].id if len(here) > PAGE_SIZE else None, problem)


def _some(part: int, found: sa.Select[Any], key: Any, after: int, limit: int) -> sa.Select[Any]:
    """The first of them after an id, each with the number of its part."""
    some = found.where(key > after).order_by(key).limit(limit).subquery()
    return sa.select(sa.literal(part).label("part"), some.c.id)


def _part_of(session: Session, coupon_id: int) -> int:
    """Which of the _PARTS a page's last coupon is in; the first, when it is in none any more."""
    found = session.execute(
        sa.select(Coupon.state, sa.exists().where(_of_coupon)).where(Coupon.id == coupon_id)
    ).one_or_none()
    return 0 if found is None or found[1] or found[0] not in LIVE else 1 + LIVE.index(found[0])


class Sums(NamedTuple):
    """The bound money of a line as its closing would treat it now: how many coupons, and how much."""

    carried_count: int
    carried: Money
    ending_count: int
    """Of coupons that will be cancelled; FEW + 1 when they are more than FEW."""
    ending: Money
    new_since: int
    """How many coupons that are not carried over were issued after it was proposed; FEW + 1 when more than FEW."""


def _counted(*found: sa.Select[Any]) -> Any:
    """How many there are of all together, up to FEW + 1."""
    parts = [sa.select(each.limit(FEW + 1).subquery().c.id) for each in found]
    some = sa.union(*parts).limit(FEW + 1).subquery()
    return sa.select(sa.func.count()).select_from(some).scalar_subquery()


def _issued_after(state: Any, moment: datetime | None) -> sa.Select[Any]:
    """The open coupons of the line in this state that were issued later: their ids are above those of the others."""
    of_state = sa.and_(Coupon.line_id == _line_id, Coupon.state == state)
    before = sa.select(sa.func.coalesce(sa.func.max(Coupon.id), 0)).where(
        of_state, Coupon.issued_at <= moment if moment is not None else sa.true()
    )
    later = sa.select(Coupon.id).where(of_state, Coupon.id > before.scalar_subquery())
    return later.where(Coupon.id.not_in(_carried_ids))


def sums_of(session: Session, closing: LineClosing, bound: Money) -> Sums:
    """How the `bound` money of the closing's line divides. One statement; what is not carried over is not read."""
    carried = _carried.subquery()
    of_carried = sa.select(
        sa.func.count().filter(carried.c.total > 0), sa.func.coalesce(sa.func.sum(carried.c.total), 0)
    ).subquery()
    ending = (
        _live.where(Coupon.id.not_in(_carried_ids)),
        _unfinished.where(Redemption.coupon_id.not_in(_carried_ids)),
    )
    later = [_issued_after(state, closing.submitted_at) for state in LIVE]
    found = sa.select(*of_carried.c, _counted(*ending), _counted(*later))
    count, satang, ending_count, new_since = session.execute(found, _keys(closing)).one()
    kept = Money(int(satang))
    return Sums(count, kept, ending_count, bound - kept, new_since)
