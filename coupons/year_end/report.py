"""What became of a closed line's money, for its report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

import ledger.queries
from core.errors import NotFound
from core.money import ZERO, Money
from coupons.coupons.models import Coupon
from coupons.coupons.queries import LIVE
from coupons.year_end.models import CarriedCoupon, LineClosing
from coupons.year_end.queries import closing_of
from identity.organisations.models import Organisation
from ledger.states import Kind
from projects.budgets.queries import purse_of
from projects.models import BudgetLine


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a closed line's money, from the ledger at this moment. The parts add up to what was received."""

    closing: LineClosing
    line: BudgetLine
    closed_at: datetime
    received: Money
    parts: Mapping[Kind, Money]
    carried_at_closing: Money
    carried_count: int
    lapsed_at_closing: Money
    lapsed_since: Money

    @property
    def spent(self) -> Money:
        """Paid, with the bank, owed, or clawed back."""
        out = (Kind.COMMITTED, Kind.RESERVED, Kind.LAPSED, Kind.AVAILABLE)
        return Money(sum(amount.satang for kind, amount in self.parts.items() if kind not in out))

    @property
    def still_carried(self) -> Money:
        """Of what was carried over, what is neither used nor lapsed."""
        return self.parts.get(Kind.COMMITTED, ZERO) + self.parts.get(Kind.RESERVED, ZERO)


def report_of(session: Session, closing_id: int) -> Report:
    """The report of a closed line. NotFound if there is none, or the line is not closed."""
    closing = closing_of(session, closing_id)
    if closing.closed_at is None or closing.lapsed_satang is None:
        raise NotFound
    purse = purse_of(ledger.queries.balances(session, line_ids=[closing.line_id]))
    count, kept = session.execute(
        sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(CarriedCoupon.kept_satang), 0)).where(
            CarriedCoupon.closing_id == closing_id, CarriedCoupon.kept_satang > 0
        )
    ).one()
    lapsed = Money(closing.lapsed_satang)
    parts = {kind: amount for kind, amount in purse.kinds.items() if kind is not Kind.APPROPRIATED and amount}
    return Report(
        closing,
        closing.line,
        closing.closed_at,
        purse.received,
        parts,
        Money(int(kept)),
        count,
        lapsed,
        purse.of(Kind.LAPSED) - lapsed,
    )


def carried_listed(closing_id: int) -> sa.Select[Any]:
    """What a closing carries over, coupon by coupon, with what can still be used of each, for the list."""
    left = Coupon.limit_satang - Coupon.spent_satang - Coupon.released_satang
    return (
        sa.select(
            Coupon.id,
            Coupon.number,
            Coupon.state,
            Coupon.valid_until,
            sa.func.coalesce(CarriedCoupon.kept_satang, CarriedCoupon.amount_satang).label("kept"),
            sa.case((Coupon.state.in_(LIVE), left), else_=0).label("left_on_it"),
            Organisation.name_th.label("sme_th"),
            Organisation.name_en.label("sme_en"),
        )
        .select_from(CarriedCoupon)
        .join(Coupon, Coupon.id == CarriedCoupon.coupon_id)
        .join(Organisation, Organisation.id == Coupon.sme_id)
        .where(CarriedCoupon.closing_id == closing_id)
    )
