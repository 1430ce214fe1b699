"""A plan officer proposes a new version of an indicator of an approved project."""

from __future__ import annotations

from datetime import date, datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction, unique_or
from projects.projects.kpis.commands import PROPOSE_KPI_CHANGE
from projects.projects.kpis.models import Kpi, KpiChange
from projects.projects.kpis.operations import require_possible, write_measure
from projects.projects.kpis.rules import Measure
from projects.rules import ProjectReason


def propose_kpi_change(
    kpi_id: int, measure: Measure, effective_on: date, reason: str, *, actor: Actor, now: datetime
) -> int:
    """Propose what an indicator measures from a day on; returns the change's id. The current version holds until it is approved.

    Refused as problem_of_change says, while another change of the indicator waits, and for a project that is not
    approved or has been closed.
    """
    with transaction(PROPOSE_KPI_CHANGE, actor, now) as tx:
        require_possible(tx, tx.get(Kpi, kpi_id), measure, effective_on, now)
        change = KpiChange(
            kpi_id=kpi_id,
            effective_on=effective_on,
            reason_id=audit.store_reason(tx, actor.known_person_id, reason),
            state_since=now,
            created_at=now,
            created_by_id=actor.known_person_id,
        )
        write_measure(change, measure)
        with unique_or(tx, ProjectReason.KPI_CHANGE_WAITING):
            tx.add(change)
        audit.record(
            tx,
            "kpi_change.proposed",
            "kpi_change",
            change.id,
            actor,
            now,
            fields={"kpi_id": kpi_id, "baseline": str(measure.baseline), "target": str(measure.target)},
            reason_id=change.reason_id,
        )
        return change.id
