"""The approver rejects a proposed change of a budget."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from projects.budgets.changes.commands import REJECT_CHANGE
from projects.models import BudgetChange
from projects.states import BUDGET_CHANGE_MACHINE


def reject_change(change_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Reject it with a reason, kept under the key of who proposed it and reads it. It may be proposed anew."""
    with transaction(REJECT_CHANGE, actor, now) as tx:
        change = tx.lock(BudgetChange, change_id)
        reason_id = audit.store_reason(tx, change.created_by_id, reason)
        tx.advance(
            BudgetChange,
            change_id,
            BUDGET_CHANGE_MACHINE,
            "reject",
            state_since=now,
            state_reason_id=reason_id,
        )
        audit.record(
            tx, "budget_change.rejected", "budget_change", change_id, actor, now, reason_id=reason_id
        )
