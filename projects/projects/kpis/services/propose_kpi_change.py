"""A plan officer proposes a new version of an indicator of an approved project."""

from __future__ import annotations

from datetime import date, datetime

from core.actor import Actor
from core.db import transaction
from projects.projects.kpis.commands import PROPOSE_KPI_CHANGE
from projects.projects.kpis.models import Kpi, KpiChange
from projects.projects.kpis.operations import propose, write_measure
from projects.projects.kpis.rules import Measure
from projects.states import KpiChangeKind


def propose_kpi_change(
    kpi_id: int, measure: Measure, effective_on: date, reason: str, *, actor: Actor, now: datetime
) -> int:
    """Propose what an indicator measures from a day on; returns the change's id. The current version holds until it is approved.

    Refused as problem_of_change says, while another change of the indicator waits, for one that was ended, and for a
    project that is not approved or has been closed.
    """
    with transaction(PROPOSE_KPI_CHANGE, actor, now) as tx:
        kpi = tx.get(Kpi, kpi_id)
        change = KpiChange(
            kind=KpiChangeKind.VERSION,
            project_id=kpi.project_id,
            kpi_id=kpi_id,
            name_th=kpi.name_th,
            name_en=kpi.name_en,
            effective_on=effective_on,
        )
        write_measure(change, measure)
        return propose(tx, change, reason, actor=actor, now=now)
