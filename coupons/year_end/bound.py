"""What is bound to the coupons of a budget line: all of it, as its closing decides on it, and a page at a time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
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
_open = sa.select(Coupon.id).where(Coupon.line_id == _line_id, Coupon.state.in_(LIVE))
_not_finished = sa.select(Redemption.coupon_id.label("id")).where(
    Redemption.line_id == _line_id, Redemption.state.in_(UNFINISHED_REDEMPTIONS)
)
CONCERNED = sa.union(_open, _not_finished)
"""The coupons of the line `line_id` that are open, or have a service that is not finished."""

_held = sa.func.coalesce(Redemption.approved_satang, Redemption.subsidy_satang)
_left = Coupon.limit_satang > Coupon.spent_satang + Coupon.released_satang
_of_coupon = sa.and_(
    Redemption.coupon_id == Coupon.id, Redemption.state.in_(UNFINISHED_REDEMPTIONS), _held > 0
)
_with_money_left = _open.where(_left)
_with_money_reserved = _not_finished.where(_held > 0)
_committed = sa.case(
    (Coupon.state.in_(LIVE), Coupon.limit_satang - Coupon.spent_satang - Coupon.released_satang), else_=0
)
_reserved = sa.cast(
    sa.func.coalesce(sa.select(sa.func.sum(_held)).where(_of_coupon).correlate(Coupon).scalar_subquery(), 0),
    sa.BigInteger,
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


_is_unfinished = (
    sa.select(sa.true()).where(_of_coupon).correlate(Coupon).limit(1).scalar_subquery().is_not(None)
)
"""Asked of one coupon at a time: as EXISTS, a plan may read the services of all."""


class _Part(NamedTuple):
    """Coupons in the order that an index has; those that follow one are told by what `order` is of it."""

    found: sa.Select[*tuple[Any, ...]]
    order: tuple[Any, ...]


def _open_in(state: Any) -> _Part:
    found = sa.select(Coupon.id, Coupon.issued_at.label("place")).where(
        Coupon.line_id == _line_id,
        Coupon.state == state,
        _left,
        ~_is_unfinished,
    )
    return _Part(found, (Coupon.issued_at, Coupon.id))


_nowhere = sa.cast(sa.null(), sa.DateTime(timezone=True)).label("place")
_to_carry_over = _with_money_reserved.add_columns(_nowhere).distinct()
_to_carry = _Part(_to_carry_over, (Redemption.coupon_id,))
_PARTS = (_to_carry, *map(_open_in, LIVE))
"""The order of a page: coupons that must be carried over, then the others by state, each as they were issued."""
_carried_ids = sa.select(CarriedCoupon.coupon_id).where(CarriedCoupon.closing_id == _closing_id)
_carried = (
    sa.select(Coupon.id, (_committed + _reserved).label("total"), CarriedCoupon.amount_satang.label("amount"))
    .join(CarriedCoupon, CarriedCoupon.coupon_id == Coupon.id)
    .where(CarriedCoupon.closing_id == _closing_id)
)
_PROBLEMS = (
    _Part(_to_carry.found.where(Redemption.coupon_id.not_in(_carried_ids)), _to_carry.order),
    _Part(
        _carried.with_only_columns(Coupon.id, _nowhere).where(
            _committed + _reserved > CarriedCoupon.amount_satang
        ),
        (Coupon.id,),
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
    begins, last = _place_of(session, after) if after else (0, ())
    shown = [
        _some(number, part, last if number == begins else (), PAGE_SIZE + 1)
        for number, part in enumerate(_PARTS)
        if number >= begins
    ]
    together = sa.union_all(*(_some(-1, part, (), NAMED + 1) for part in _PROBLEMS), *shown).subquery()
    in_order = sa.select(together.c.part, together.c.id).order_by(*together.c)
    placed = session.execute(in_order, _keys(closing)).all()
    rows = {row.id: row for row in bound_rows(session, closing, among={row.id for row in placed})}
    here = [rows[row.id] for row in placed if row.part >= 0 and row.id in rows][: PAGE_SIZE + 1]
    carried = {row.id: row.carried for row in rows.values() if row.carried is not None}
    problem = problem_of_closing((row.bound for row in rows.values()), carried)
    return BoundPage(here[:PAGE_SIZE], here[PAGE_SIZE - 1].id if len(here) > PAGE_SIZE else None, problem)


def _some(number: int, part: _Part, last: tuple[Any, ...], limit: int) -> sa.Select[*tuple[Any, ...]]:
    """The first of a part, or of those that follow `last` in it, each with the number of the part."""
    found = part.found.where(sa.tuple_(*part.order) > sa.tuple_(*last)) if last else part.found
    some = found.order_by(*part.order).limit(limit).subquery()
    return sa.select(sa.literal(number).label("part"), some.c.place, some.c.id)


def _place_of(session: Session, coupon_id: int) -> tuple[int, tuple[Any, ...]]:
    """Which of the _PARTS a page's last coupon is in, and where; the beginning, when it is in none any more."""
    facts = sa.select(Coupon.state, Coupon.issued_at, _is_unfinished).where(Coupon.id == coupon_id)
    found = session.execute(facts).one_or_none()
    if found is None:
        return 0, ()
    state, issued_at, is_unfinished = found
    if is_unfinished:
        return 0, (coupon_id,)
    return (1 + LIVE.index(state), (issued_at, coupon_id)) if state in LIVE else (0, ())


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


def sums_of(session: Session, closing: LineClosing, bound: Money) -> Sums:
    """How the `bound` money of the closing's line divides. One statement; what is not carried over is not read."""
    carried = _carried.subquery()
    of_carried = sa.select(
        sa.func.count().filter(carried.c.total > 0), sa.func.coalesce(sa.func.sum(carried.c.total), 0)
    ).subquery()
    ending = (
        _with_money_left.where(Coupon.id.not_in(_carried_ids)),
        _with_money_reserved.where(Redemption.coupon_id.not_in(_carried_ids)),
    )
    is_later = sa.false() if closing.submitted_at is None else Coupon.issued_at > closing.submitted_at
    later = _with_money_left.where(Coupon.id.not_in(_carried_ids), is_later)
    columns: list[Any] = [*of_carried.c, _counted(*ending), _counted(later)]
    found: sa.Select[*tuple[Any, ...]] = sa.select(*columns)
    count, satang, ending_count, new_since = session.execute(found, _keys(closing)).one()
    kept = Money(int(satang))
    return Sums(count, kept, ending_count, bound - kept, new_since)
