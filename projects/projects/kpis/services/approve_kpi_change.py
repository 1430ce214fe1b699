"""The approver records the paper that approves a change of indicators."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import Tx, transaction
from core.documents import operations as documents
from projects.operations import advance_by_resolution
from projects.projects.kpis.commands import APPROVE_KPI_CHANGE
from projects.projects.kpis.models import Kpi, KpiChange, KpiVersion
from projects.projects.kpis.operations import add_kpi, follow, require_possible
from projects.rules import Resolution
from projects.states import KPI_CHANGE_MACHINE, KpiChangeKind


def approve_kpi_change(change_id: int, resolution: Resolution, *, actor: Actor, now: datetime) -> None:
    """Approve a proposed change with its paper: the next version, one indicator more, or the end of one. What was stays as it was.

    Refused(WRITTEN_BY_YOU) for who proposed it, and as require_possible says of the project and indicator as they are now.
    """
    APPROVE_KPI_CHANGE.admit(actor, now)
    signed = documents.judge(resolution.content)
    with transaction(APPROVE_KPI_CHANGE, actor, now) as tx:
        change = tx.lock(KpiChange, change_id)
        tx.authorise(authors=change.created_by_id)
        KPI_CHANGE_MACHINE.next(change.state, "approve")
        latest = require_possible(tx, change, now)
        kpi_id = add_kpi(tx, change) if change.kpi_id is None else change.kpi_id
        document_id = advance_by_resolution(
            tx,
            KpiChange,
            change_id,
            KPI_CHANGE_MACHINE,
            resolution,
            signed,
            actor=actor,
            now=now,
            kpi_id=kpi_id,
        )
        _take_effect(tx, change, kpi_id, latest)
        fields = {"kind": change.kind.value, "kpi_id": kpi_id, "document_id": document_id}
        audit.record(tx, "kpi_change.approved", "kpi_change", change_id, actor, now, fields=fields)


def _take_effect(tx: Tx, change: KpiChange, kpi_id: int, latest: KpiVersion | None) -> None:
    if change.kind is KpiChangeKind.END:
        tx.get(Kpi, kpi_id).ended_on = change.effective_on
    else:
        follow(tx, change, kpi_id, latest)
