"""Indicators written down with their project, and what the commands on their changes share."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.clock import bangkok_date
from core.db import Tx, unique_or
from core.errors import Refused
from projects.models import Project
from projects.projects.kpis.models import Kpi, KpiChange, KpiVersion, Measured
from projects.projects.kpis.queries import kpis_of, latest_of, measure_of, others_on
from projects.projects.kpis.rules import (
    ChangeFacts,
    KpiDraft,
    Measure,
    problem_of_change,
    problem_of_end,
    problem_of_proposal,
)
from projects.rules import ProjectReason
from projects.states import KpiChangeKind, PlanState

CHANGEABLE = (PlanState.APPROVED, PlanState.RUNNING)


def write_kpis(tx: Tx, project: Project, drafts: Iterable[KpiDraft]) -> None:
    """Make the indicators of a project that nobody has approved those of the draft: each its first version, the others gone.

    What was written before indicators were numbers stays as a note beside the number that takes its place.
    """
    known = {kpi.id: kpi for kpi in kpis_of(tx.session, project.id)}
    for draft in drafts:
        kpi = known.pop(draft.kpi_id, None) if draft.kpi_id else None
        if kpi is None:
            kpi = Kpi(project_id=project.id, versions=[KpiVersion(number=1)])
            tx.session.add(kpi)
        kpi.name_th, kpi.name_en = draft.name_th, draft.name_en
        (first,) = kpi.versions
        write_measure(first, draft.measure)
        first.effective_on = project.starts_on
    for kpi in known.values():
        tx.session.delete(kpi)
    tx.session.flush()


def write_measure(row: Measured, measure: Measure) -> None:
    """Put what is measured into a version or a change."""
    row.unit, row.unit_th, row.unit_en = measure.unit, measure.unit_th, measure.unit_en
    row.direction, row.baseline, row.target = measure.direction, measure.baseline, measure.target
    row.agreed_on = measure.agreed_on


def require_changeable(tx: Tx, project_id: int) -> None:
    """Refuse a project that is not approved or has been closed. Its row is locked: of two ends, one is the last."""
    if tx.lock(Project, project_id).state not in CHANGEABLE:
        raise Refused(ProjectReason.PROJECT_NOT_APPROVED)


def require_possible(tx: Tx, change: KpiChange, now: datetime) -> KpiVersion | None:
    """The latest version of the indicator that a change follows or ends; None for an addition. Refused when it may not be made."""
    require_changeable(tx, change.project_id)
    today = bangkok_date(now)
    if change.kind is KpiChangeKind.ADDITION:
        project = tx.get(Project, change.project_id)
        if not project.starts_on <= change.effective_on <= project.ends_on:
            raise Refused(ProjectReason.KPI_OUTSIDE_PROJECT)
        _refuse(problem_of_proposal(measure_of(change), today))
        return None
    kpi = tx.lock(Kpi, change.kpi_id)
    if kpi.ended_on is not None:
        raise Refused(ProjectReason.KPI_ENDED)
    latest = latest_of(tx.session, kpi.id)
    facts = ChangeFacts(
        measure_of(latest), latest.effective_on, others_on(tx.session, kpi, change.effective_on)
    )
    if change.kind is KpiChangeKind.END:
        _refuse(problem_of_end(facts, change.effective_on))
    else:
        _refuse(problem_of_change(facts, measure_of(change), change.effective_on, today))
    return latest


def _refuse(problem: ProjectReason | None) -> None:
    if problem:
        raise Refused(problem)


def propose(tx: Tx, change: KpiChange, reason: str, *, actor: Actor, now: datetime) -> int:
    """Write down a change with its reason, refused if it could not be made now, or while another of its indicator waits; returns its id."""
    require_possible(tx, change, now)
    change.reason_id = audit.store_reason(tx, actor.known_person_id, reason)
    change.state_since = change.created_at = now
    change.created_by_id = actor.known_person_id
    with unique_or(tx, ProjectReason.KPI_CHANGE_WAITING):
        tx.add(change)
    fields = {"kind": change.kind.value, "project_id": change.project_id, "kpi_id": change.kpi_id}
    if change.kind is not KpiChangeKind.END:
        fields |= {"baseline": str(change.baseline), "target": str(change.target)}
    audit.record(
        tx,
        "kpi_change.proposed",
        "kpi_change",
        change.id,
        actor,
        now,
        fields=fields,
        reason_id=change.reason_id,
    )
    return change.id


def add_kpi(tx: Tx, change: KpiChange) -> int:
    """Add the indicator that a change adds; returns its id."""
    kpi = Kpi(project_id=change.project_id, name_th=change.name_th, name_en=change.name_en)
    return tx.add(kpi).id


def follow(tx: Tx, change: KpiChange, kpi_id: int, latest: KpiVersion | None) -> KpiVersion:
    """Add the version that a change makes: next in number after the latest, or the first."""
    number = latest.number + 1 if latest else 1
    version = KpiVersion(kpi_id=kpi_id, number=number, effective_on=change.effective_on, change_id=change.id)
    write_measure(version, measure_of(change))
    return tx.add(version)
