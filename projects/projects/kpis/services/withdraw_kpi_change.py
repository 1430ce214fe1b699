"""A plan officer withdraws a proposed change of an indicator."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from projects.projects.kpis.commands import WITHDRAW_KPI_CHANGE
from projects.projects.kpis.models import KpiChange
from projects.states import KPI_CHANGE_MACHINE


def withdraw_kpi_change(change_id: int, *, actor: Actor, now: datetime) -> None:
    """Withdraw it before it is decided. It may be proposed anew."""
    with transaction(WITHDRAW_KPI_CHANGE, actor, now) as tx:
        tx.advance(KpiChange, change_id, KPI_CHANGE_MACHINE, "withdraw", state_since=now)
        audit.record(tx, "kpi_change.withdrawn", "kpi_change", change_id, actor, now)
