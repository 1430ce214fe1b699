"""What is published as numbers and takes too long to count for each reader."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.db import At, db


class PublicFigures(db.Model):
    """The programme's figures of one fiscal year, as they were counted last. Rows are replaced, never added up."""

    __tablename__ = "public_figures"

    fiscal_year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """พ.ศ."""
    counted_at: Mapped[At]
    smes: Mapped[int]
    """Businesses that received a coupon in the year."""
    decision_days: Mapped[int | None]
    """Working days from the first submission to the decision: the median of the year; None while none is decided."""
    paid_by_province: Mapped[dict[str, int]] = mapped_column(JSONB)
    """Satang paid from the year's budget lines, by the two-digit code of the SME's province."""

    __table_args__ = (sa.CheckConstraint("smes >= 0 AND decision_days >= 0", name="figures_not_negative"),)
