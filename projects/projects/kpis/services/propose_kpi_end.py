"""A plan officer proposes that an indicator of an approved project ends."""

from __future__ import annotations

from datetime import date, datetime

from core.actor import Actor
from core.db import transaction
from projects.projects.kpis.commands import PROPOSE_KPI_END
from projects.projects.kpis.models import Kpi, KpiChange
from projects.projects.kpis.operations import propose, write_measure
from projects.projects.kpis.rules import NOT_MEASURED
from projects.states import KpiChangeKind


def propose_kpi_end(kpi_id: int, ends_on: date, reason: str, *, actor: Actor, now: datetime) -> int:
    """Propose the first day without an indicator; returns the change's id. Its versions stay.

    Refused as problem_of_end says: a project keeps at least one.
    """
    with transaction(PROPOSE_KPI_END, actor, now) as tx:
        kpi = tx.get(Kpi, kpi_id)
        change = KpiChange(
            kind=KpiChangeKind.END,
            project_id=kpi.project_id,
            kpi_id=kpi_id,
            name_th=kpi.name_th,
            name_en=kpi.name_en,
            effective_on=ends_on,
        )
        write_measure(change, NOT_MEASURED)
        return propose(tx, change, reason, actor=actor, now=now)
