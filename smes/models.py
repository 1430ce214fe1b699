"""The SME's own part of an organisation."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import At, BasisPoints, Note, Satang, db
from identity.models import Organisation
from projects.states import Sector, SmeSize
from smes.states import SmeState


class Sme(db.Model):
    """What sizes and qualifies an organisation as an SME. The key is the organisation's."""

    __tablename__ = "smes"

    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), primary_key=True)
    state: Mapped[SmeState] = mapped_column(default=SmeState.DRAFT)
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
    """By law, frozen when verified."""
    created_at: Mapped[At]
    submitted_at: Mapped[datetime | None]
    submitted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    verified_at: Mapped[datetime | None]
    verified_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    state_reason_id: Mapped[int | None] = mapped_column(sa.BigInteger)

    organisation: Mapped[Organisation] = relationship()

    __table_args__ = (
        sa.Index("ix_smes_waiting", "submitted_at", postgresql_where=sa.text("state = 'submitted'")),
        sa.CheckConstraint("employees >= 0 AND revenue_satang >= 0", name="figures_not_negative"),
        sa.CheckConstraint("thai_share_bp BETWEEN 0 AND 10000", name="thai_share_within_whole"),
        sa.CheckConstraint(
            "state IN ('draft', 'returned') OR (submitted_by_id IS NOT NULL AND sector IS NOT NULL "
            "AND employees IS NOT NULL AND revenue_satang IS NOT NULL AND figures_year IS NOT NULL "
            "AND thai_share_bp IS NOT NULL)",
            name="submitted_is_complete",
        ),
        sa.CheckConstraint("verified_by_id <> submitted_by_id", name="verified_by_another"),
        sa.CheckConstraint(
            "state NOT IN ('verified', 'suspended') OR (size IS NOT NULL AND verified_by_id IS NOT NULL)",
            name="verified_has_proof",
        ),
    )


class SmeDocument(db.Model):
    """Evidence of what the SME says it is."""

    __tablename__ = "sme_documents"

    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("smes.organisation_id"), primary_key=True)
    document_id: Mapped[int] = mapped_column(sa.ForeignKey("documents.id"), primary_key=True)
