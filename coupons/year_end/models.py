"""The closing of budget lines, and the coupons whose money is carried over."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import IdPk, Satang, db
from coupons.coupons.models import Coupon
from coupons.year_end.states import LineClosingState
from projects.models import BudgetLine, Submitted, by_another_with_resolution


class LineClosing(Submitted, db.Model):
    """The closing of a budget line when its fiscal year is over: proposed by one person, approved by another with its resolution."""

    __tablename__ = "line_closings"

    id: Mapped[IdPk]
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("budget_lines.id"), index=True)
    state: Mapped[LineClosingState] = mapped_column(default=LineClosingState.DRAFT)
    carried_until: Mapped[date | None] = mapped_column(sa.Date)
    """The last day (Bangkok) on which carried money may be used; None when nothing is carried over."""
    closed_at: Mapped[datetime | None]
    lapsed_satang: Mapped[int | None] = mapped_column(sa.BigInteger)
    """What lapsed when the line was closed."""

    line: Mapped[BudgetLine] = relationship()

    __table_args__ = (
        sa.CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL AND lapsed_satang IS NOT NULL)",
            name="closed_has_proof",
        ),
        sa.CheckConstraint("lapsed_satang >= 0", name="lapsed_not_negative"),
        sa.Index(
            "uq_line_closings_line_id_alive",
            "line_id",
            unique=True,
            postgresql_where=sa.text("state <> 'withdrawn'"),
        ),
        sa.Index(
            "ix_line_closings_state_since_id_waiting",
            "state_since",
            "id",
            postgresql_where=sa.text("state IN ('proposed', 'returned')"),
        ),
        *by_another_with_resolution("submitted_by_id", "state IN ('approved', 'closed')"),
    )


class CarriedCoupon(db.Model):
    """A coupon whose bound money is carried over (กันเงินเหลื่อมปี)."""

    __tablename__ = "carried_coupons"

    closing_id: Mapped[int] = mapped_column(sa.ForeignKey("line_closings.id"), primary_key=True)
    coupon_id: Mapped[int] = mapped_column(sa.ForeignKey("coupons.id"), primary_key=True, index=True)
    amount_satang: Mapped[Satang]
    """What was committed and reserved for it when this was proposed."""
    kept_satang: Mapped[int | None] = mapped_column(sa.BigInteger)
    """What still was when the line was closed."""

    coupon: Mapped[Coupon] = relationship()

    __table_args__ = (
        sa.CheckConstraint("amount_satang > 0", name="amount_positive"),
        sa.CheckConstraint("kept_satang BETWEEN 0 AND amount_satang", name="kept_within_amount"),
    )
