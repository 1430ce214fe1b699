"""The approver rejects a proposed change of an indicator."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from projects.projects.kpis.commands import REJECT_KPI_CHANGE
from projects.projects.kpis.models import KpiChange
from projects.states import KPI_CHANGE_MACHINE


def reject_kpi_change(change_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Reject it with a reason, kept under the key of who proposed it and reads it. It may be proposed anew."""
    with transaction(REJECT_KPI_CHANGE, actor, now) as tx:
        change = tx.lock(KpiChange, change_id)
        reason_id = audit.store_reason(tx, change.created_by_id, reason)
        tx.advance(
            KpiChange, change_id, KPI_CHANGE_MACHINE, "reject", state_since=now, state_reason_id=reason_id
        )
        audit.record(tx, "kpi_change.rejected", "kpi_change", change_id, actor, now, reason_id=reason_id)
