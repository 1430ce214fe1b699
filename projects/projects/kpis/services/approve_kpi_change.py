"""The approver records the paper that approves a new version of an indicator."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from core.documents import operations as documents
from projects.operations import advance_by_resolution
from projects.projects.kpis.commands import APPROVE_KPI_CHANGE
from projects.projects.kpis.models import Kpi, KpiChange
from projects.projects.kpis.operations import follow, require_possible
from projects.projects.kpis.queries import measure_of
from projects.rules import Resolution
from projects.states import KPI_CHANGE_MACHINE


def approve_kpi_change(change_id: int, resolution: Resolution, *, actor: Actor, now: datetime) -> None:
    """Approve a proposed change with its paper; it becomes the next version, and those before stay as they are.

    Refused(WRITTEN_BY_YOU) for who proposed it, and as problem_of_change says of the indicator as it is now.
    """
    APPROVE_KPI_CHANGE.admit(actor, now)
    signed = documents.judge(resolution.content)
    with transaction(APPROVE_KPI_CHANGE, actor, now) as tx:
        change = tx.lock(KpiChange, change_id)
        tx.authorise(authors=change.created_by_id)
        KPI_CHANGE_MACHINE.next(change.state, "approve")
        kpi = tx.lock(Kpi, change.kpi_id)
        latest = require_possible(tx, kpi, measure_of(change), change.effective_on, now)
        document_id = advance_by_resolution(
            tx, KpiChange, change_id, KPI_CHANGE_MACHINE, resolution, signed, actor=actor, now=now
        )
        version = follow(tx, change, latest)
        fields = {"kpi_id": kpi.id, "version": version.number, "document_id": document_id}
        audit.record(tx, "kpi_change.approved", "kpi_change", change_id, actor, now, fields=fields)
