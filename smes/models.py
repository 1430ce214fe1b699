"""The SME's own part of an organisation."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import At, BasisPoints, Satang, db
from identity.models import Organisation
from projects.states import Sector, SmeSize
from smes.states import SmeState


class Sme(db.Model):
    """What sizes and qualifies an organisation as an SME. The key is the organisation's."""

    __tablename__ = "smes"

    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), primary_key=True)
    state: Mapped[SmeState] = mapped_column(default=SmeState.DRAFT)
    sector: Mapped[Sector]
    employees: Mapped[int]
    revenue_satang: Mapped[Satang]
    """Total revenue of the last statutory year."""
    figures_year: Mapped[int]
    """พ.ศ. of the accounts that headcount and revenue come from."""
    thai_share_bp: Mapped[BasisPoints]
    """Shares sold that Thai nationals hold; above 5,000 qualifies, exactly half does not."""
    taxes_filed: Mapped[bool]
    not_bankrupt: Mapped[bool]
    not_barred: Mapped[bool]
    lawful_business: Mapped[bool]
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
        sa.CheckConstraint("employees >= 0 AND revenue_satang >= 0", name="figures_not_negative"),
        sa.CheckConstraint("thai_share_bp BETWEEN 0 AND 10000", name="thai_share_within_whole"),
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
