"""Indicators written down with their project, and what the commands on their changes share."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from core.clock import bangkok_date
from core.db import Tx
from core.errors import Refused
from projects.models import Project
from projects.projects.kpis.models import Kpi, KpiChange, KpiVersion, Measured
from projects.projects.kpis.queries import kpis_of, latest_of, measure_of
from projects.projects.kpis.rules import ChangeFacts, KpiDraft, Measure, problem_of_change
from projects.rules import ProjectReason
from projects.states import PlanState

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


def require_possible(tx: Tx, kpi: Kpi, proposed: Measure, effective_on: date, now: datetime) -> KpiVersion:
    """The latest version, which the proposed one may follow; refused when it may not. The project is shared: it must stay approved."""
    if tx.share(Project, kpi.project_id).state not in CHANGEABLE:
        raise Refused(ProjectReason.PROJECT_NOT_APPROVED)
    latest = latest_of(tx.session, kpi.id)
    facts = ChangeFacts(measure_of(latest), latest.effective_on)
    if problem := problem_of_change(facts, proposed, effective_on, bangkok_date(now)):
        raise Refused(problem)
    return latest


def follow(tx: Tx, change: KpiChange, latest: KpiVersion) -> KpiVersion:
    """Add the version that a change makes, next in number after the latest."""
    version = KpiVersion(
        kpi_id=change.kpi_id, number=latest.number + 1, effective_on=change.effective_on, change_id=change.id
    )
    write_measure(version, measure_of(change))
    return tx.add(version)
