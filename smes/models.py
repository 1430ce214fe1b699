"""The SME's own part of an organisation."""

from dataclasses import fields
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import At, BasisPoints, IdPk, Note, Satang, db
from identity.organisations.models import ListedByOrganisation, Organisation, listed_indexes
from schemes.eligibility.rules import HALF_BP, Declarations
from schemes.states import Sector, SmeSize
from smes.states import SmeState, UpdateKind, UpdateState

_ANSWERS = " AND ".join(
    f"smes.{answer.name}" for answer in fields(Declarations) if answer.name != "thai_share_bp"
)
UNQUALIFIED = sa.text(
    f"smes.state = 'verified' AND (smes.size IS NULL OR smes.thai_share_bp <= {HALF_BP} OR NOT ({_ANSWERS}))"
)
"""A verified SME that no longer qualifies by what it declared since; an approver decides what happens with it."""


class Sme(ListedByOrganisation, db.Model):
    """What sizes and qualifies an organisation as an SME. The key is the organisation's."""

    __tablename__ = "smes"

    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), primary_key=True)
    state: Mapped[SmeState] = mapped_column(default=SmeState.DRAFT)
    state_since: Mapped[At]
    """When it came to its present state: every time limit counts from here."""
    business: Mapped[Note] = mapped_column(default="")
    """What the SME makes or does, in its own words."""
    sector: Mapped[Sector | None]
    """This and the figures below are filled in step by step; the CHECK says by when they must stand."""
    employees: Mapped[int | None]
    revenue_satang: Mapped[Satang | None]
    """Total revenue of the last statutory year."""
    figures_year: Mapped[int | None]
    """พ.ศ. of the accounts that headcount and revenue come from."""
    thai_share_bp: Mapped[BasisPoints | None]
    """Shares sold that Thai nationals hold; above 5,000 qualifies, exactly half does not."""
    taxes_filed: Mapped[bool] = mapped_column(default=False)
    not_bankrupt: Mapped[bool] = mapped_column(default=False)
    not_barred: Mapped[bool] = mapped_column(default=False)
    lawful_business: Mapped[bool] = mapped_column(default=False)
    size: Mapped[SmeSize | None]
    """By law, of the figures that count; none while they make it larger than an SME."""
    created_at: Mapped[At]
    submitted_at: Mapped[datetime | None]
    submitted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    verified_at: Mapped[datetime | None]
    verified_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    rejected_at: Mapped[datetime | None]
    rejected_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    first_decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    """Who rejected it before the appeal; another decides then (docs/architecture.md#states)."""
    state_reason_id: Mapped[int | None] = mapped_column(sa.BigInteger)

    organisation: Mapped[Organisation] = relationship()

    __table_args__ = (
        *listed_indexes(),
        *(sa.Index(None, column, "organisation_id") for column in ("created_at", "state")),
        sa.Index(None, "state", "created_at", "organisation_id"),
        sa.Index(
            "ix_smes_unsettled",
            "state",
            "state_since",
            "organisation_id",
            postgresql_where=sa.text("state IN ('submitted', 'returned', 'suspended', 'rejected')"),
        ),
        sa.CheckConstraint("employees >= 0 AND revenue_satang >= 0", name="figures_not_negative"),
        sa.CheckConstraint("thai_share_bp BETWEEN 0 AND 10000", name="thai_share_within_whole"),
        sa.CheckConstraint(
            "state IN ('draft', 'returned') OR (submitted_by_id IS NOT NULL AND sector IS NOT NULL "
            "AND employees IS NOT NULL AND revenue_satang IS NOT NULL AND figures_year IS NOT NULL "
            "AND thai_share_bp IS NOT NULL)",
            name="submitted_is_complete",
        ),
        sa.CheckConstraint("verified_by_id <> submitted_by_id", name="verified_by_another"),
        sa.CheckConstraint("rejected_by_id <> first_decided_by_id", name="rejected_appeal_to_another"),
        sa.CheckConstraint(
            "state <> 'verified' OR verified_by_id <> first_decided_by_id", name="verified_appeal_to_another"
        ),
        sa.CheckConstraint("(rejected_at IS NULL) = (rejected_by_id IS NULL)", name="rejected_by_somebody"),
        sa.CheckConstraint(
            "state NOT IN ('verified', 'suspended') OR verified_by_id IS NOT NULL", name="verified_has_proof"
        ),
        *(sa.Index(None, column, "created_at", "organisation_id") for column in ("size", "sector")),
        sa.Index("ix_smes_unqualified", "created_at", "organisation_id", postgresql_where=UNQUALIFIED),
    )


class SmeDocument(db.Model):
    """Evidence of what the SME says it is."""

    __tablename__ = "sme_documents"

    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("smes.organisation_id"), primary_key=True)
    document_id: Mapped[int] = mapped_column(sa.ForeignKey("documents.id"), primary_key=True, index=True)


class SmeUpdate(db.Model):
    """Figures or declarations that counted for an SME, or wait to: who said them, who checked them, since when.

    Rows are added and decided, their figures never changed: those that counted are the history of its size.
    """

    __tablename__ = "sme_updates"

    id: Mapped[IdPk]
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("smes.organisation_id"), index=True)
    kind: Mapped[UpdateKind]
    state: Mapped[UpdateState] = mapped_column(default=UpdateState.WAITING)
    sector: Mapped[Sector | None]
    employees: Mapped[int | None]
    revenue_satang: Mapped[Satang | None]
    figures_year: Mapped[int | None]
    size: Mapped[SmeSize | None]
    """By law, of these figures; None for larger than an SME."""
    thai_share_bp: Mapped[BasisPoints | None]
    taxes_filed: Mapped[bool | None]
    not_bankrupt: Mapped[bool | None]
    not_barred: Mapped[bool | None]
    lawful_business: Mapped[bool | None]
    said_at: Mapped[At]
    said_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    counted_at: Mapped[datetime | None]
    """Since when it counts, or counted until the next of its kind."""
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    """The officer who looked at it; none where nothing that an officer had decided on was changed."""
    state_reason_id: Mapped[int | None] = mapped_column(sa.BigInteger)

    __table_args__ = (
        sa.Index(
            "uq_sme_updates_waiting",
            "organisation_id",
            "kind",
            unique=True,
            postgresql_where=sa.text("state = 'waiting'"),
        ),
        sa.Index("ix_sme_updates_waiting", "said_at", postgresql_where=sa.text("state = 'waiting'")),
        sa.CheckConstraint(
            "CASE kind WHEN 'figures' THEN num_nulls(sector, employees, revenue_satang, figures_year) = 0 ELSE "
            "num_nulls(thai_share_bp, taxes_filed, not_bankrupt, not_barred, lawful_business) = 0 END",
            name="kind_is_complete",
        ),
        sa.CheckConstraint("decided_by_id <> said_by_id", name="decided_by_another"),
        sa.CheckConstraint("(decided_by_id IS NULL) = (decided_at IS NULL)", name="decided_at_a_time"),
        sa.CheckConstraint("(state = 'counted') = (counted_at IS NOT NULL)", name="counted_since"),
        sa.CheckConstraint("state <> 'returned' OR decided_by_id IS NOT NULL", name="returned_by_somebody"),
        sa.CheckConstraint(
            "figures_year <= extract(year FROM said_at AT TIME ZONE 'Asia/Bangkok') + 543",
            name="year_has_begun",
        ),
    )
