"""Scans, proposals, and redemptions: each use of a coupon."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database.search import waiting_first
from core.db import At, Day, IdPk, Note, Satang, db
from core.money import Money
from coupons.coupons.models import Coupon
from coupons.redemptions.states import (
    ConsentMethod,
    ProposalState,
    RedemptionState,
    Refusal,
    ScanMethod,
    ScanOutcome,
)
from coupons.states import Party
from providers.models import Provider, Service
from schemes.models import Scheme
from smes.models import Sme


class Scan(db.Model):
    """Every scan, refused ones too. Append-only."""

    __tablename__ = "scans"

    id: Mapped[IdPk]
    provider_id: Mapped[int] = mapped_column(sa.BigInteger, index=True)
    scanned_by_id: Mapped[int] = mapped_column(sa.BigInteger)
    coupon_id: Mapped[int | None] = mapped_column(sa.BigInteger, index=True)
    method: Mapped[ScanMethod]
    outcome: Mapped[ScanOutcome]
    scanned_at: Mapped[At]

    __table_args__ = (
        sa.Index(None, "scanned_by_id", "scanned_at"),
        {"info": {"append_only": True}},
    )


class Proposal(db.Model):
    """A service and its price, offered to the SME on a scanned coupon, or quoted in its development proposal."""

    __tablename__ = "proposals"

    id: Mapped[IdPk]
    coupon_id: Mapped[int] = mapped_column(sa.ForeignKey("coupons.id"), index=True)
    scan_id: Mapped[int | None] = mapped_column(sa.ForeignKey("scans.id"), index=True)
    """None of a price that was agreed by a development proposal."""
    provider_id: Mapped[int] = mapped_column(sa.ForeignKey("providers.organisation_id"), index=True)
    service_id: Mapped[int] = mapped_column(sa.ForeignKey("services.id"))
    price_satang: Mapped[Satang]
    subsidy_satang: Mapped[Satang]
    """The state's part."""
    own_satang: Mapped[Satang]
    """The SME's part: price − subsidy, exactly."""
    state: Mapped[ProposalState] = mapped_column(default=ProposalState.OPEN)
    refusal: Mapped[Refusal | None]
    proposed_at: Mapped[At]
    proposed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    expires_at: Mapped[At]
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    method: Mapped[ConsentMethod | None]
    wrong_codes: Mapped[int] = mapped_column(sa.SmallInteger, default=0)

    coupon: Mapped[Coupon] = relationship()
    provider: Mapped[Provider] = relationship()
    service: Mapped[Service] = relationship()

    __table_args__ = (
        sa.Index("ix_proposals_open", "expires_at", postgresql_where=sa.text("state = 'open'")),
        sa.Index(
            "uq_proposals_open_of_scan", "scan_id", unique=True, postgresql_where=sa.text("state = 'open'")
        ),
        sa.Index(
            "uq_proposals_open_of_service",
            "coupon_id",
            "provider_id",
            "service_id",
            unique=True,
            postgresql_where=sa.text("state = 'open'"),
        ),
        sa.CheckConstraint("price_satang > 0 AND subsidy_satang >= 0", name="amounts"),
        sa.CheckConstraint(
            "own_satang = price_satang - subsidy_satang AND own_satang >= 0", name="parts_add_up"
        ),
        sa.CheckConstraint("wrong_codes BETWEEN 0 AND 5", name="five_tries"),
        sa.CheckConstraint("(state = 'consented') = (method IS NOT NULL)", name="consent_has_method"),
        sa.CheckConstraint(
            "(scan_id IS NULL) = (method IS NOT DISTINCT FROM 'development')", name="scanned_or_proposed"
        ),
        sa.CheckConstraint("(state = 'refused') = (refusal IS NOT NULL)", name="refusal_has_reason"),
    )


class ConsentDay(db.Model):
    """Wrong codes of one provider on one coupon on one day; a committed row, for workers share no memory."""

    __tablename__ = "consent_days"

    provider_id: Mapped[int] = mapped_column(sa.ForeignKey("providers.organisation_id"), primary_key=True)
    coupon_id: Mapped[int] = mapped_column(sa.ForeignKey("coupons.id"), primary_key=True)
    day: Mapped[Day] = mapped_column(primary_key=True)
    wrong_codes: Mapped[int] = mapped_column(sa.SmallInteger, default=0)


_UNFINISHED = "state IN ('reserved', 'delivered', 'returned', 'accepted', 'disputed')"


class Redemption(db.Model):
    """One use of a coupon."""

    __tablename__ = "redemptions"

    id: Mapped[IdPk]
    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposals.id"), unique=True)
    coupon_id: Mapped[int] = mapped_column(sa.ForeignKey("coupons.id"), index=True)
    scheme_id: Mapped[int] = mapped_column(sa.ForeignKey("schemes.id"), index=True)
    line_id: Mapped[int | None] = mapped_column(sa.ForeignKey("budget_lines.id"))
    sme_id: Mapped[int] = mapped_column(sa.ForeignKey("smes.organisation_id"), index=True)
    provider_id: Mapped[int] = mapped_column(sa.ForeignKey("providers.organisation_id"))
    service_id: Mapped[int] = mapped_column(sa.ForeignKey("services.id"), index=True)
    price_satang: Mapped[Satang]
    subsidy_satang: Mapped[Satang]
    own_satang: Mapped[Satang]
    approved_satang: Mapped[int | None] = mapped_column(sa.BigInteger)
    """What the officer approved, perhaps less than the subsidy."""
    state: Mapped[RedemptionState] = mapped_column(default=RedemptionState.RESERVED)
    state_since: Mapped[At]
    queue_since: Mapped[datetime] = waiting_first(
        "state_since", RedemptionState.ACCEPTED, RedemptionState.DISPUTED
    )
    """The claim officers' order."""
    reserved_at: Mapped[At]
    reserved_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    deliver_by: Mapped[Day]
    """Last day on which the service may be delivered."""
    delivered_at: Mapped[datetime | None]
    delivered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    delivered_on: Mapped[date | None] = mapped_column(sa.Date)
    accept_by: Mapped[date | None] = mapped_column(sa.Date)
    accepted_at: Mapped[datetime | None]
    accepted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    accepted_side: Mapped[Party | None]
    """Who said that it was delivered as claimed: the side that did not file the claim, or an officer in its place."""
    rating: Mapped[int | None] = mapped_column(sa.SmallInteger)
    comment: Mapped[Note] = mapped_column(default="")
    """What the SME said of the service, in its words."""
    tax_invoice_number: Mapped[str | None] = mapped_column(sa.String(40))
    """Of the provider's tax invoice, or of its receipt; upper case without spaces (docs/domain.md#tax-papers)."""
    tax_invoice_on: Mapped[date | None] = mapped_column(sa.Date)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    state_reason_id: Mapped[int | None] = mapped_column(sa.BigInteger)

    coupon: Mapped[Coupon] = relationship()
    scheme: Mapped[Scheme] = relationship()
    sme: Mapped[Sme] = relationship()
    provider: Mapped[Provider] = relationship()
    service: Mapped[Service] = relationship()

    @property
    def held(self) -> Money:
        """What the ledger holds for it: the subsidy, until an officer approved perhaps less."""
        return Money(self.subsidy_satang if self.approved_satang is None else self.approved_satang)

    __table_args__ = (
        sa.Index(None, "provider_id", "state_since", "id"),
        sa.Index("ix_redemptions_of_provider", "provider_id", "id"),
        *(
            sa.Index(None, column, "id")
            for column in ("state", "queue_since", "price_satang", "subsidy_satang")
        ),
        sa.Index(None, "state", "queue_since", "id"),
        sa.Index(
            "ix_redemptions_to_deliver", "deliver_by", "id", postgresql_where=sa.text("state = 'reserved'")
        ),
        sa.Index(
            "ix_redemptions_to_accept", "accept_by", "id", postgresql_where=sa.text("state = 'delivered'")
        ),
        sa.Index(
            "ix_redemptions_live_of_line",
            "line_id",
            "coupon_id",
            postgresql_where=sa.text(f"{_UNFINISHED} AND line_id IS NOT NULL"),
        ),
        sa.Index("ix_redemptions_live", "state", "state_since", postgresql_where=sa.text(_UNFINISHED)),
        sa.Index(
            "ix_redemptions_live_of_provider", "provider_id", "state", postgresql_where=sa.text(_UNFINISHED)
        ),
        sa.CheckConstraint("own_satang = price_satang - subsidy_satang", name="parts_add_up"),
        sa.CheckConstraint("approved_satang BETWEEN 0 AND subsidy_satang", name="approved_within_subsidy"),
        sa.CheckConstraint("rating BETWEEN 1 AND 5", name="rating_1_to_5"),
        sa.CheckConstraint("decided_by_id <> accepted_by_id", name="decided_by_another"),
        sa.CheckConstraint("(accepted_at IS NULL) = (accepted_side IS NULL)", name="accepted_has_side"),
        sa.CheckConstraint(
            "(tax_invoice_number IS NULL) = (tax_invoice_on IS NULL)", name="invoice_has_number_and_date"
        ),
        sa.Index(
            "uq_redemptions_tax_invoice",
            "provider_id",
            "tax_invoice_number",
            unique=True,
            postgresql_where=sa.text("state NOT IN ('rejected', 'cancelled', 'lapsed')"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'paid') OR (decided_by_id IS NOT NULL AND approved_satang IS NOT NULL)",
            name="approved_has_proof",
        ),
        sa.CheckConstraint("state <> 'delivered' OR delivered_at IS NOT NULL", name="delivered_has_proof"),
        sa.CheckConstraint("state <> 'delivered' OR accept_by IS NOT NULL", name="delivered_has_day"),
    )
