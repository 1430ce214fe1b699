"""Applications, coupons and their codes, scans, proposals, redemptions and their evidence."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import At, BasisPoints, Code, Day, Digest, IdPk, Note, Satang, db, waiting_first
from core.money import Money
from coupons.states import (
    WAITING_FOR_OSMEP,
    ApplicationState,
    ConsentMethod,
    CouponState,
    EligibilityRule,
    EvidenceKind,
    ProposalState,
    RedemptionState,
    Refusal,
    ScanMethod,
    ScanOutcome,
)
from projects.models import Scheme, ServiceCategory
from projects.states import PayeeMode, SmeSize
from providers.models import Provider, Service
from smes.models import Sme


class Application(db.Model):
    """An SME asks for one coupon of one scheme, for one kind of service."""

    __tablename__ = "applications"

    id: Mapped[IdPk]
    number: Mapped[Code] = mapped_column(unique=True)
    """A2570-000123: fiscal year and sequence."""
    scheme_id: Mapped[int] = mapped_column(sa.ForeignKey("schemes.id"), index=True)
    sme_id: Mapped[int] = mapped_column(sa.ForeignKey("smes.organisation_id"), index=True)
    category_id: Mapped[int] = mapped_column(sa.ForeignKey("service_categories.id"))
    need: Mapped[Note]
    """What the SME wants to improve, in its words."""
    expected_result: Mapped[Note] = mapped_column(default="")
    state: Mapped[ApplicationState] = mapped_column(default=ApplicationState.DRAFT)
    state_since: Mapped[At]
    """When it came to its present state: every time limit counts from here."""
    created_at: Mapped[At]
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    submitted_at: Mapped[datetime | None]
    """The first time; a correction never costs the SME its day, nor its place in the line."""
    submitted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    recommended_at: Mapped[datetime | None]
    recommended_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    declined_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    """Who declined it first; an appeal goes to another."""
    state_reason_id: Mapped[int | None] = mapped_column(sa.BigInteger)

    scheme: Mapped[Scheme] = relationship()
    sme: Mapped[Sme] = relationship()
    category: Mapped[ServiceCategory] = relationship()

    __table_args__ = (
        sa.Index(
            "uq_applications_live",
            "scheme_id",
            "sme_id",
            "category_id",
            unique=True,
            postgresql_where=sa.text("state IN ('draft', 'submitted', 'returned', 'waitlisted', 'appealed')"),
        ),
        sa.Index(None, "state", "state_since"),
        sa.Index(
            "ix_applications_line",
            "scheme_id",
            "submitted_at",
            "id",
            postgresql_where=sa.text("state = 'waitlisted'"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'withdrawn') OR submitted_by_id IS NOT NULL", name="submitted_by_someone"
        ),
        sa.CheckConstraint("decided_by_id <> submitted_by_id", name="decided_by_another"),
        sa.CheckConstraint("decided_by_id <> recommended_by_id", name="two_officers"),
        sa.CheckConstraint(
            "state <> 'approved' OR (decided_by_id IS NOT NULL AND recommended_by_id IS NOT NULL)",
            name="approved_by_two",
        ),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'upheld', 'waitlisted') OR declined_by_id IS NULL OR decided_by_id <> declined_by_id",
            name="appeal_to_another",
        ),
    )


APPLICATION_QUEUE = waiting_first(Application.state_since, Application.state.in_(WAITING_FOR_OSMEP))
"""The officers' order; an index keeps it."""
sa.Index("ix_applications_queue", APPLICATION_QUEUE, Application.id)


class ApplicationVerdict(db.Model):
    """What one eligibility rule said of one application, with the facts it saw. Re-evaluated: a new row each time."""

    __tablename__ = "application_verdicts"

    id: Mapped[IdPk]
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id"), index=True)
    rule: Mapped[EligibilityRule]
    passed: Mapped[bool]
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    judged_at: Mapped[At]

    __table_args__ = ({"info": {"append_only": True}},)


class Coupon(db.Model):
    """A promise of public money to one SME. Counters in satang; remaining = limit − spent − released."""

    __tablename__ = "coupons"

    id: Mapped[IdPk]
    number: Mapped[Code] = mapped_column(unique=True)
    """C2570-000123."""
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id"), unique=True)
    scheme_id: Mapped[int] = mapped_column(sa.ForeignKey("schemes.id"), index=True)
    line_id: Mapped[int | None] = mapped_column(sa.ForeignKey("budget_lines.id"))
    """None under a zero-budget scheme."""
    sme_id: Mapped[int] = mapped_column(sa.ForeignKey("smes.organisation_id"), index=True)
    category_id: Mapped[int] = mapped_column(sa.ForeignKey("service_categories.id"))
    size: Mapped[SmeSize]
    """Frozen on award; never recalculated at redemption (DOMAIN §2)."""
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
    issued_at: Mapped[At]
    issued_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    held_at: Mapped[datetime | None]
    """Since when it is held."""
    state_reason_id: Mapped[int | None] = mapped_column(sa.BigInteger)

    scheme: Mapped[Scheme] = relationship()
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
        sa.CheckConstraint("state <> 'held' OR held_at IS NOT NULL", name="held_since"),
        sa.Index(
            "ix_coupons_expiring", "valid_until", postgresql_where=sa.text("state IN ('issued', 'held')")
        ),
        sa.Index("ix_coupons_held", "held_at", postgresql_where=sa.text("state = 'held'")),
    )


class CouponCode(db.Model):
    """A keyed lookup of a code: the code itself is recomputed to be shown, never stored (DESIGN §6)."""

    __tablename__ = "coupon_codes"

    coupon_id: Mapped[int] = mapped_column(sa.ForeignKey("coupons.id"), primary_key=True)
    issue_no: Mapped[int] = mapped_column(primary_key=True)
    key_generation: Mapped[int]
    lookup: Mapped[Digest] = mapped_column(unique=True)
    dead_at: Mapped[datetime | None]


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
    """A service and its price, offered to the SME on a scanned coupon."""

    __tablename__ = "proposals"

    id: Mapped[IdPk]
    coupon_id: Mapped[int] = mapped_column(sa.ForeignKey("coupons.id"), index=True)
    scan_id: Mapped[int] = mapped_column(sa.ForeignKey("scans.id"), index=True)
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
    service_id: Mapped[int] = mapped_column(sa.ForeignKey("services.id"))
    price_satang: Mapped[Satang]
    subsidy_satang: Mapped[Satang]
    own_satang: Mapped[Satang]
    approved_satang: Mapped[int | None] = mapped_column(sa.BigInteger)
    """What the officer approved, perhaps less than the subsidy."""
    state: Mapped[RedemptionState] = mapped_column(default=RedemptionState.RESERVED)
    state_since: Mapped[At]
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
    rating: Mapped[int | None] = mapped_column(sa.SmallInteger)
    comment: Mapped[Note] = mapped_column(default="")
    """What the SME said of the service, in its words."""
    tax_invoice_number: Mapped[str | None] = mapped_column(sa.String(40))
    """Of the provider's tax invoice, or of its receipt; upper case without spaces (DOMAIN §4)."""
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
        sa.Index("ix_redemptions_live", "state", "state_since", postgresql_where=sa.text(_UNFINISHED)),
        sa.Index(
            "ix_redemptions_live_of_provider", "provider_id", "state", postgresql_where=sa.text(_UNFINISHED)
        ),
        sa.CheckConstraint("own_satang = price_satang - subsidy_satang", name="parts_add_up"),
        sa.CheckConstraint("approved_satang BETWEEN 0 AND subsidy_satang", name="approved_within_subsidy"),
        sa.CheckConstraint("rating BETWEEN 1 AND 5", name="rating_1_to_5"),
        sa.CheckConstraint("decided_by_id <> accepted_by_id", name="decided_by_another"),
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
    )


CLAIM_QUEUE = waiting_first(
    Redemption.state_since, Redemption.state.in_((RedemptionState.ACCEPTED, RedemptionState.DISPUTED))
)
"""The claim officers' order; an index keeps it."""
sa.Index("ix_redemptions_queue", CLAIM_QUEUE, Redemption.id)


class Evidence(db.Model):
    """A file that proves a part of a redemption."""

    __tablename__ = "evidence"

    id: Mapped[IdPk]
    redemption_id: Mapped[int] = mapped_column(sa.ForeignKey("redemptions.id"), index=True)
    kind: Mapped[EvidenceKind]
    document_id: Mapped[int] = mapped_column(sa.ForeignKey("documents.id"), index=True)
    added_at: Mapped[At]
    added_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    removed_at: Mapped[datetime | None]
    """Taken back before delivery was declared; the file itself is kept."""
