"""Coupons and their codes."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import At, BasisPoints, Code, Day, Digest, IdPk, Satang, db
from core.money import Money
from coupons.coupons.states import CouponState
from schemes.models import Scheme, SchemeVersion, ServiceCategory
from schemes.states import PayeeMode, SmeSize
from smes.models import Sme


class Coupon(db.Model):
    """A promise of public money to one SME. Counters in satang; remaining = limit − spent − released."""

    __tablename__ = "coupons"

    id: Mapped[IdPk]
    number: Mapped[Code] = mapped_column(unique=True)
    """C2570-000123."""
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id"), unique=True)
    scheme_id: Mapped[int] = mapped_column(sa.ForeignKey("schemes.id"))
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("scheme_versions.id"))
    """The terms that it was promised under: how long services are delivered."""
    line_id: Mapped[int | None] = mapped_column(sa.ForeignKey("budget_lines.id"))
    """None under a zero-budget scheme."""
    sme_id: Mapped[int] = mapped_column(sa.ForeignKey("smes.organisation_id"), index=True)
    category_id: Mapped[int] = mapped_column(sa.ForeignKey("service_categories.id"))
    size: Mapped[SmeSize]
    """Frozen on award; never recalculated at redemption (docs/domain.md#size)."""
    share_bp: Mapped[BasisPoints]
    payee_mode: Mapped[PayeeMode]
    limit_satang: Mapped[Satang]
    spent_satang: Mapped[Satang] = mapped_column(default=0)
    """Reserved or further; given back when a reservation is cancelled, lapses or is rejected while open."""
    released_satang: Mapped[Satang] = mapped_column(default=0)
    """Returned to the scheme at expiry, cancellation or spending up."""
    state: Mapped[CouponState] = mapped_column(default=CouponState.ISSUED)
    issue_no: Mapped[int] = mapped_column(default=1)
    valid_from: Mapped[Day]
    valid_until: Mapped[Day]
    funded_until: Mapped[date | None] = mapped_column(sa.Date)
    """The last day on which its money may be used, which was carried over (กันเงินเหลื่อมปี); None on an open line."""
    issued_at: Mapped[At]
    issued_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    held_at: Mapped[datetime | None]
    """Since when it is held."""
    state_reason_id: Mapped[int | None] = mapped_column(sa.BigInteger)

    scheme: Mapped[Scheme] = relationship()
    version: Mapped[SchemeVersion] = relationship()
    sme: Mapped[Sme] = relationship()
    category: Mapped[ServiceCategory] = relationship()

    @property
    def remaining(self) -> Money:
        """What may still be reserved on it, if it is open."""
        return Money(self.limit_satang - self.spent_satang - self.released_satang)

    @property
    def is_open(self) -> bool:
        """Whether money given back to it can be spent again; a held one may be resumed."""
        return self.state in (CouponState.ISSUED, CouponState.HELD)

    __table_args__ = (
        sa.CheckConstraint("spent_satang >= 0 AND released_satang >= 0", name="counters_not_negative"),
        sa.CheckConstraint("spent_satang + released_satang <= limit_satang", name="within_limit"),
        sa.CheckConstraint("valid_from <= valid_until", name="valid_in_order"),
        sa.CheckConstraint("valid_until <= funded_until", name="valid_while_funded"),
        sa.CheckConstraint("state <> 'held' OR held_at IS NOT NULL", name="held_since"),
        sa.Index(
            "ix_coupons_expiring", "valid_until", postgresql_where=sa.text("state IN ('issued', 'held')")
        ),
        *(sa.Index(None, column, "id") for column in ("scheme_id", "state", "limit_satang", "valid_until")),
        sa.Index(
            "ix_coupons_of_line",
            "line_id",
            "state",
            "issued_at",
            "id",
            postgresql_where=sa.text("line_id IS NOT NULL"),
        ),
        sa.Index(None, "state", "number", "id"),
        sa.Index("ix_coupons_held", "held_at", postgresql_where=sa.text("state = 'held'")),
    )


class CouponCode(db.Model):
    """A keyed lookup of a code: the code itself is recomputed to be shown, never stored (docs/architecture.md#code-and-consent)."""

    __tablename__ = "coupon_codes"

    coupon_id: Mapped[int] = mapped_column(sa.ForeignKey("coupons.id"), primary_key=True)
    issue_no: Mapped[int] = mapped_column(primary_key=True)
    key_generation: Mapped[int]
    lookup: Mapped[Digest] = mapped_column(unique=True)
    dead_at: Mapped[datetime | None]
