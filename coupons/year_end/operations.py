"""What the commands on closings share, inside their transaction: what is carried over, and the closing itself."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

import ledger.moves
from core.actor import Actor
from core.audit import operations as audit
from core.clock import bangkok_date
from core.db import Tx
from core.errors import Refused
from core.money import ZERO, Money
from coupons.coupons.models import Coupon
from coupons.coupons.operations import end_with_line, fund_until
from coupons.year_end.bound import CONCERNED, bound_of, bound_rows
from coupons.year_end.models import CarriedCoupon, LineClosing
from coupons.year_end.queries import carried_of
from coupons.year_end.rules import Bound, problem_of_closing, problem_of_day
from coupons.year_end.states import LINE_CLOSING_MACHINE, LineClosingState, YearEndReason
from projects.models import BudgetLine

PREPARED = (LineClosingState.DRAFT, LineClosingState.RETURNED)


def lock_in_preparation(tx: Tx, closing_id: int) -> LineClosing:
    """The closing, locked. Refused(NOT_IN_PREPARATION) once it is proposed."""
    closing = tx.lock(LineClosing, closing_id)
    if closing.state not in PREPARED:
        raise Refused(YearEndReason.NOT_IN_PREPARATION)
    return closing


def carry(tx: Tx, closing: LineClosing, coupons: Collection[Bound]) -> None:
    """Carry these coupons over with what is bound to them now, besides those that are carried already."""
    now_bound = sa.select(
        sa.literal(closing.id, sa.BigInteger),
        sa.func.unnest(sa.literal([each.coupon_id for each in coupons], ARRAY(sa.BigInteger))),
        sa.func.unnest(sa.literal([each.total.satang for each in coupons], ARRAY(sa.BigInteger))),
    )
    columns = ["closing_id", "coupon_id", "amount_satang"]
    tx.execute(sa.insert(CarriedCoupon.__table__).from_select(columns, now_bound))


def choose(tx: Tx, closing: LineClosing, shown: Collection[int], ticked: Collection[int]) -> None:
    """Of the coupons that a page showed, carry those over that were ticked, and no other; other pages stay as they are.

    Refused(COUPON_OF_ANOTHER_LINE) for one to which nothing is bound on this line.
    """
    wanted = frozenset(ticked)
    found = [row.bound for row in bound_rows(tx.session, closing, among=wanted)]
    if len(found) < len(wanted):
        raise Refused(YearEndReason.COUPON_OF_ANOTHER_LINE)
    carry_no_more(tx, closing, [*frozenset(shown) | wanted])
    carry(tx, closing, found)


def carry_no_more(tx: Tx, closing: LineClosing, coupon_ids: Collection[int] | None = None) -> None:
    """Take these coupons, or all, off what is carried over."""
    gone = sa.delete(CarriedCoupon).where(CarriedCoupon.closing_id == closing.id)
    tx.execute(gone if coupon_ids is None else gone.where(CarriedCoupon.coupon_id.in_(coupon_ids)))


def require_possible(tx: Tx, closing: LineClosing, bound: Collection[Bound], now: datetime) -> None:
    """Refused when the line could not be closed with what the closing carries over, until the day it says."""
    carried = carried_of(tx.session, closing.id)
    year = tx.get(BudgetLine, closing.line_id).fiscal_year
    if reason := problem_of_day(closing.carried_until, year, bangkok_date(now), carries=bool(carried)):
        raise Refused(reason)
    if problem := problem_of_closing(bound, carried):
        raise Refused(problem.reason, coupons=problem.named)


def lock_bound(tx: Tx, line_id: int) -> frozenset[int]:
    """Lock every coupon of the line that is open, or has a service that is not finished, in the order of their ids."""
    concerned = sa.select(Coupon.id).where(Coupon.id.in_(CONCERNED)).order_by(Coupon.id).with_for_update()
    return frozenset(tx.session.scalars(concerned, {"line_id": line_id}))


def close(tx: Tx, closing: LineClosing, *, actor: Actor, now: datetime) -> None:
    """Close the line of an approved closing, which is locked: what is free lapses, coupons not carried over are cancelled.

    Coupons are locked first, then the line and its stripes, as everywhere. Refused, and nothing is changed, when a
    service is not finished on a coupon that is not carried over, or more is bound to a carried one than was resolved.
    """
    locked = lock_bound(tx, closing.line_id)
    free = ledger.moves.close_line(tx, closing.line_id, actor=actor, now=now)
    bound = bound_of(tx.session, closing)
    if not {each.coupon_id for each in bound} <= locked:
        raise Refused(YearEndReason.COUPONS_ISSUED_MEANWHILE)
    require_possible(tx, closing, bound, now)
    carried = carried_of(tx.session, closing.id)
    ending = locked - carried.keys()
    lapsed = free + end_with_line(tx, closing.line_id, ending, actor=actor, now=now)
    if closing.carried_until is not None:
        fund_until(tx, [*carried], closing.carried_until, actor=actor, now=now)
    _keep(tx, closing, {each.coupon_id: each.total for each in bound}, carried)
    tx.advance(
        LineClosing,
        closing.id,
        LINE_CLOSING_MACHINE,
        "close",
        state_since=now,
        closed_at=now,
        lapsed_satang=lapsed.satang,
    )
    fields = {
        "line_id": closing.line_id,
        "lapsed_satang": lapsed.satang,
        "carried": len(carried),
        "cancelled": len(ending),
    }
    audit.record(tx, "line_closing.closed", "line_closing", closing.id, actor, now, fields)


def _keep(tx: Tx, closing: LineClosing, bound: dict[int, Money], carried: dict[int, Money]) -> None:
    """Keep what is bound to each carried coupon at the moment of closing."""
    if not carried:
        return
    kept = sa.select(
        sa.func.unnest(sa.literal([*carried], ARRAY(sa.BigInteger))).label("coupon_id"),
        sa.func.unnest(
            sa.literal([bound.get(each, ZERO).satang for each in carried], ARRAY(sa.BigInteger))
        ).label("satang"),
    ).subquery()
    tx.execute(
        sa.update(CarriedCoupon)
        .where(CarriedCoupon.closing_id == closing.id, CarriedCoupon.coupon_id == kept.c.coupon_id)
        .values(kept_satang=kept.c.satang)
        .execution_options(synchronize_session=False)
    )
