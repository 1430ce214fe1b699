"""A plan officer proposes one indicator more for an approved project."""

from __future__ import annotations

from datetime import date, datetime

from core.actor import Actor
from core.db import transaction
from projects.models import Project
from projects.projects.kpis.commands import PROPOSE_NEW_KPI
from projects.projects.kpis.models import KpiChange
from projects.projects.kpis.operations import propose, write_measure
from projects.projects.kpis.rules import KpiDraft
from projects.states import KpiChangeKind


def propose_new_kpi(
    project_id: int, draft: KpiDraft, effective_on: date, reason: str, *, actor: Actor, now: datetime
) -> int:
    """Propose an indicator that a project has from a day on; returns the change's id. Refused as problem_of_proposal says."""
    with transaction(PROPOSE_NEW_KPI, actor, now) as tx:
        change = KpiChange(
            kind=KpiChangeKind.ADDITION,
            project_id=tx.get(Project, project_id).id,
            name_th=draft.name_th,
            name_en=draft.name_en,
            effective_on=effective_on,
        )
        write_measure(change, draft.measure)
        return propose(tx, change, reason, actor=actor, now=now)
