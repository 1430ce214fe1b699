"""Development proposals with the quotation that each rests on."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import At, Day, IdPk, Note, Satang, db
from coupons.claims.developments.states import DevelopmentState
from coupons.coupons.models import Coupon
from providers.models import Provider, Service
from smes.models import Sme

_OPEN = "state IN ('sent', 'confirmed', 'returned')"


class Development(db.Model):
    """What an SME that is paid back wants done, by which provider and at what price: approved before the work begins."""

    __tablename__ = "developments"

    id: Mapped[IdPk]
    coupon_id: Mapped[int] = mapped_column(sa.ForeignKey("coupons.id"), index=True)
    sme_id: Mapped[int] = mapped_column(sa.ForeignKey("smes.organisation_id"))
    provider_id: Mapped[int] = mapped_column(sa.ForeignKey("providers.organisation_id"))
    service_id: Mapped[int] = mapped_column(sa.ForeignKey("services.id"), index=True)
    price_satang: Mapped[Satang]
    """Of the quotation, VAT included."""
    quotation_number: Mapped[str] = mapped_column(sa.String(60))
    quoted_on: Mapped[Day]
    document_id: Mapped[int] = mapped_column(sa.ForeignKey("documents.id"), index=True)
    """The quotation."""
    problem: Mapped[Note]
    work: Mapped[Note]
    result: Mapped[Note]
    begins_on: Mapped[Day]
    ends_on: Mapped[Day]
    state: Mapped[DevelopmentState] = mapped_column(default=DevelopmentState.SENT)
    state_since: Mapped[At]
    sent_at: Mapped[At]
    sent_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    """Who agrees to the price for the SME, should it be approved."""
    confirmed_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    approved_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    redemption_id: Mapped[int | None] = mapped_column(sa.ForeignKey("redemptions.id"), unique=True)
    agreement_id: Mapped[int | None] = mapped_column(sa.ForeignKey("documents.id"), index=True)
    """The agreement that was made of it; what was approved earlier has none."""
    state_reason_id: Mapped[int | None] = mapped_column(sa.BigInteger)

    coupon: Mapped[Coupon] = relationship()
    sme: Mapped[Sme] = relationship()
    provider: Mapped[Provider] = relationship()
    service: Mapped[Service] = relationship()

    __table_args__ = (
        sa.Index(None, "sme_id", "id"),
        sa.Index(None, "provider_id", "id"),
        sa.Index(None, "state_since", "id"),
        sa.Index(None, "price_satang", "id"),
        sa.Index("ix_developments_open", "state", "state_since", "id", postgresql_where=sa.text(_OPEN)),
        sa.Index(
            "uq_developments_open",
            "coupon_id",
            "service_id",
            unique=True,
            postgresql_where=sa.text(_OPEN),
        ),
        sa.CheckConstraint("price_satang > 0", name="price_positive"),
        sa.CheckConstraint("begins_on <= ends_on", name="begins_before_it_ends"),
        sa.CheckConstraint(
            "(state = 'approved') = (approved_by_id IS NOT NULL AND redemption_id IS NOT NULL)",
            name="approved_has_proof",
        ),
        sa.CheckConstraint(
            "state NOT IN ('confirmed', 'approved') OR confirmed_by_id IS NOT NULL",
            name="confirmed_has_proof",
        ),
    )
