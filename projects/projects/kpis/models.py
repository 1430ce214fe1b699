"""Indicators, their versions, and the changes that make versions."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Code, Day, Figure, IdPk, Name, db
from projects.models import Project, Resolved, by_another_with_resolution
from projects.states import KpiChangeKind, KpiChangeState, KpiDirection, KpiUnit

MEASURED = (
    "(unit IS NOT NULL AND direction IS NOT NULL AND baseline IS NOT NULL AND target IS NOT NULL"
    " AND agreed_on IS NOT NULL)"
)


class Measured:
    """What is measured: the unit, which way is better, from where to where, and when the lead agency agreed to it."""

    unit: Mapped[KpiUnit | None]
    unit_th: Mapped[Code]
    """The unit in words, where it is none of the list; empty else."""
    unit_en: Mapped[Code]
    direction: Mapped[KpiDirection | None]
    baseline: Mapped[Figure | None]
    target: Mapped[Figure | None]
    agreed_on: Mapped[date | None] = mapped_column(sa.Date)


class Kpi(db.Model):
    """One indicator of a project (docs/domain.md#plan-and-budget)."""

    __tablename__ = "kpis"

    id: Mapped[IdPk]
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("projects.id"), index=True)
    name_th: Mapped[Name]
    name_en: Mapped[Name]
    ended_on: Mapped[date | None] = mapped_column(sa.Date)
    """The day from which it no longer applies, by a change; None while none ends it."""

    project: Mapped[Project] = relationship()
    versions: Mapped[list[KpiVersion]] = relationship(
        order_by="KpiVersion.number", back_populates="kpi", cascade="all, delete-orphan"
    )


class KpiVersion(Measured, db.Model):
    """An indicator as it holds from a day on. The first is written with the project and approved with it, or added by a change; each other by a change.

    Of an approved project none is ever overwritten or deleted: the database refuses it.
    """

    __tablename__ = "kpi_versions"

    id: Mapped[IdPk]
    kpi_id: Mapped[int] = mapped_column(sa.ForeignKey("kpis.id"))
    number: Mapped[int]
    effective_on: Mapped[Day]
    change_id: Mapped[int | None] = mapped_column(sa.ForeignKey("kpi_changes.id"), unique=True)
    baseline_note: Mapped[str | None] = mapped_column(sa.String(60))
    """What was written as the baseline before indicators were numbers, where it was none."""
    target_note: Mapped[str | None] = mapped_column(sa.String(60))

    kpi: Mapped[Kpi] = relationship(back_populates="versions")
    change: Mapped[KpiChange | None] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("kpi_id", "number"),
        sa.CheckConstraint(
            "number = 1 OR number > 1 AND change_id IS NOT NULL", name="later_ones_by_a_change"
        ),
        sa.CheckConstraint(f"number = 1 OR {MEASURED}", name="later_ones_measured"),
    )


class KpiChange(Resolved, Measured, db.Model):
    """A new version of an indicator of an approved project, one indicator more, or the end of one: proposed by one person, approved by another with its paper."""

    __tablename__ = "kpi_changes"

    id: Mapped[IdPk]
    kind: Mapped[KpiChangeKind]
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("projects.id"), index=True)
    kpi_id: Mapped[int | None] = mapped_column(sa.ForeignKey("kpis.id"), index=True)
    """Of an addition, the indicator that the approval made."""
    name_th: Mapped[Name]
    """The indicator's; of an addition, the one that it shall have."""
    name_en: Mapped[Name]
    effective_on: Mapped[Day]
    """The first day of the version or of the indicator that is added; of an end, the first day without it."""
    reason_id: Mapped[int] = mapped_column(sa.BigInteger)
    """Why it is proposed, in the words of who proposed it."""
    state: Mapped[KpiChangeState] = mapped_column(default=KpiChangeState.PROPOSED)

    project: Mapped[Project] = relationship()

    __table_args__ = (
        sa.CheckConstraint(f"(kind <> 'end') = {MEASURED}", name="measured"),
        sa.CheckConstraint(
            "(kind <> 'addition' OR state = 'approved') = (kpi_id IS NOT NULL)", name="of_an_indicator"
        ),
        sa.Index(
            "uq_kpi_changes_kpi_id_proposed",
            "kpi_id",
            unique=True,
            postgresql_where=sa.text("state = 'proposed'"),
        ),
        sa.Index(
            "ix_kpi_changes_state_since_id_proposed",
            "state_since",
            "id",
            postgresql_where=sa.text("state = 'proposed'"),
        ),
        *by_another_with_resolution("created_by_id", "state = 'approved'"),
    )
