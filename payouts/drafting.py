"""Which payables a new batch takes: one reading for the page that shows it and for the verb that does it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core.clock import bangkok_midnight
from core.db import Tx
from coupons.coupons.models import Coupon
from payouts.models import Batch, Payable, Payment
from payouts.states import LIVE, PayableState

MOST_PAYMENTS = 500
"""Payments in one file: one request releases them all, in a few seconds (some 20 ms each)."""
_ONE_DRAFTER = 0xBA7C
"""Advisory lock number: batches are numbered one after the other, without gaps."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What to take: of one budget line, category or payee, approved up to and including a day; None for all."""

    line_id: int | None = None
    category_id: int | None = None
    payee_id: int | None = None
    up_to: date | None = None


def batchable() -> Any:
    """Owed, and in no live payment: the condition on Payable."""
    live = sa.exists().where(Payment.payable_id == Payable.id, Payment.state.in_(LIVE))
    return sa.and_(Payable.state.in_((PayableState.OPEN, PayableState.HELD)), ~live)


def selected(selection: Selection) -> Any:
    """The payables that a selection means, held ones included: they are shown with their reason."""
    statement = sa.select(Payable).where(batchable())
    for column, value in (
        (Payable.line_id, selection.line_id),
        (Payable.category_id, selection.category_id),
        (Payable.payee_id, selection.payee_id),
    ):
        if value is not None:
            statement = statement.where(column == value)
    if selection.up_to is not None:
        statement = statement.where(Payable.opened_at < bangkok_midnight(selection.up_to + timedelta(days=1)))
    return statement.order_by(Payable.id)


def take(tx: Tx, selection: Selection) -> list[Payable]:
    """The selected payables, locked after their coupons, each looked at again under the lock."""
    found = tx.execute(selected(selection).with_only_columns(Payable.id, Payable.coupon_id)).all()
    coupon_ids = sorted({row.coupon_id for row in found})
    tx.execute(sa.select(Coupon.id).where(Coupon.id.in_(coupon_ids)).order_by(Coupon.id).with_for_update())
    return list(
        tx.session.scalars(
            selected(selection)
            .where(Payable.id.in_([row.id for row in found]))
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )


def attempts_of(session: Session, payable_ids: Sequence[int]) -> dict[int, int]:
    """How many attempts each payable has had, by its id."""
    rows = session.execute(
        sa.select(Payment.payable_id, sa.func.max(Payment.attempt_no).label("number"))
        .where(Payment.payable_id.in_(payable_ids))
        .group_by(Payment.payable_id)
    )
    return {row.payable_id: row.number for row in rows}


def next_running_no(tx: Tx, fiscal_year: int) -> int:
    """The next number of the year. Drafters take turns until they commit."""
    tx.execute(sa.select(sa.func.pg_advisory_xact_lock(_ONE_DRAFTER)))
    last = tx.scalar(sa.select(sa.func.max(Batch.running_no)).where(Batch.fiscal_year == fiscal_year))
    return (last or 0) + 1
