"""What indicators of projects are and were, for their pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from core.audit import operations as audit
from core.errors import NotFound
from identity.people.models import Person
from projects.models import Project
from projects.projects.kpis.models import Kpi, KpiChange, KpiVersion
from projects.projects.kpis.rules import KpiDraft, Measure
from projects.states import KpiChangeKind, KpiChangeState


def kpis_of(session: Session, project_id: int) -> list[Kpi]:
    """The indicators of a project with all their versions and changes, of which there are few, in the order in which they were written."""
    statement = (
        sa.select(Kpi)
        .options(joinedload(Kpi.versions).joinedload(KpiVersion.change))
        .where(Kpi.project_id == project_id)
        .order_by(Kpi.id)
    )
    return list(session.scalars(statement).unique())


def kpi_of(session: Session, kpi_id: int) -> Kpi:
    """One indicator with its project. NotFound if there is none."""
    kpi = session.scalar(
        sa.select(Kpi).options(joinedload(Kpi.project), selectinload(Kpi.versions)).where(Kpi.id == kpi_id)
    )
    if kpi is None:
        raise NotFound
    return kpi


def latest_of(session: Session, kpi_id: int) -> KpiVersion:
    """The version with the highest number, whether or not its day has come."""
    statement = sa.select(KpiVersion).where(KpiVersion.kpi_id == kpi_id).order_by(KpiVersion.number.desc())
    return session.scalars(statement.limit(1)).one()


def others_on(session: Session, kpi: Kpi, day: date) -> int:
    """How many other indicators of its project have begun by that day, and nothing ends."""
    has_begun = sa.exists().where(KpiVersion.kpi_id == Kpi.id, KpiVersion.effective_on <= day)
    statement = sa.select(sa.func.count()).where(
        Kpi.project_id == kpi.project_id, Kpi.id != kpi.id, Kpi.ended_on.is_(None), has_begun
    )
    return session.scalar(statement) or 0


def measure_of(row: KpiVersion | KpiChange) -> Measure:
    """What a version or a change measures."""
    return Measure(
        unit=row.unit,
        direction=row.direction,
        baseline=row.baseline,
        target=row.target,
        agreed_on=row.agreed_on,
        unit_th=row.unit_th,
        unit_en=row.unit_en,
    )


def drafts_of(kpis: Iterable[Kpi]) -> tuple[KpiDraft, ...]:
    """Stored indicators as drafts, by their latest versions."""
    return tuple(
        KpiDraft(kpi.name_th, kpi.name_en, measure_of(kpi.versions[-1]), kpi_id=kpi.id) for kpi in kpis
    )


@dataclass(frozen=True, slots=True)
class KpiRow:
    """One indicator as the page of its project shows it."""

    kpi: Kpi
    current: KpiVersion
    """The one that holds today; the first before its day."""
    following: KpiVersion | None
    """The next one, whose day has not come."""
    change_id: int | None
    """The change of it that waits for approval."""


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version with the words why it was made; None for a first one, or when who wrote them was erased."""

    kpi: Kpi
    version: KpiVersion
    reason: str | None


@dataclass(frozen=True, slots=True)
class KpiTable:
    """The indicators of a project today, and every version there was of those that changed."""

    rows: tuple[KpiRow, ...]
    versions: tuple[VersionRow, ...]
    change_ids: tuple[int, ...]
    """Every change that was proposed, for the project's history."""
    additions: tuple[KpiChange, ...]
    """Indicators that wait to be added."""


def kpi_table(session: Session, project_id: int, today: date) -> KpiTable:
    """The indicators of a project with their versions."""
    kpis = kpis_of(session, project_id)
    changes = list(
        session.scalars(sa.select(KpiChange).where(KpiChange.project_id == project_id).order_by(KpiChange.id))
    )
    waiting = {each.kpi_id: each.id for each in changes if each.state is KpiChangeState.PROPOSED}
    changed = [
        version
        for kpi in kpis
        if len(kpi.versions) > 1 or kpi.versions[0].change_id
        for version in kpi.versions
    ]
    reasons = audit.read_reasons(
        session, [version.change and version.change.reason_id for version in changed]
    )
    return KpiTable(
        tuple(_row(kpi, waiting.get(kpi.id), today) for kpi in kpis),
        tuple(
            VersionRow(
                version.kpi, version, reasons.get(version.change.reason_id) if version.change else None
            )
            for version in changed
        ),
        tuple(each.id for each in changes),
        tuple(
            each
            for each in changes
            if each.kind is KpiChangeKind.ADDITION and each.state is KpiChangeState.PROPOSED
        ),
    )


def _row(kpi: Kpi, change_id: int | None, today: date) -> KpiRow:
    begun = [version for version in kpi.versions if version.effective_on <= today] or kpi.versions[:1]
    later = kpi.versions[len(begun) :]
    return KpiRow(kpi, begun[-1], later[0] if later else None, change_id)


def listed() -> Any:
    """All changes with their projects, for the list."""
    return (
        sa.select(KpiChange)
        .join(Project, Project.id == KpiChange.project_id)
        .options(contains_eager(KpiChange.project))
    )


@dataclass(frozen=True, slots=True)
class KpiChangePage:
    """One change: the version it follows, why, by whom, and why it was rejected."""

    change: KpiChange
    before: KpiVersion | None
    """The version before it: of one that waits, the latest; None of an addition."""
    reason: str | None
    proposed_by: str
    rejected_because: str | None


def change_page(session: Session, change_id: int) -> KpiChangePage:
    """One change. NotFound if there is none."""
    change = session.scalar(listed().where(KpiChange.id == change_id))
    if change is None:
        raise NotFound
    reasons = audit.read_reasons(session, [change.reason_id, change.state_reason_id])
    return KpiChangePage(
        change,
        _before(session, change),
        reasons.get(change.reason_id),
        session.scalar(sa.select(Person.full_name).where(Person.id == change.created_by_id)),
        reasons.get(change.state_reason_id),
    )


def _before(session: Session, change: KpiChange) -> KpiVersion | None:
    """The version that a change follows or ends, or would have: one change of an indicator waits at a time. None of an addition."""
    if change.kind is KpiChangeKind.ADDITION:
        return None
    made_earlier = sa.or_(KpiVersion.change_id.is_(None), KpiVersion.change_id < change.id)
    statement = sa.select(KpiVersion).where(KpiVersion.kpi_id == change.kpi_id, made_earlier)
    return session.scalars(statement.order_by(KpiVersion.number.desc()).limit(1)).one()
