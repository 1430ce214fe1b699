"""A finance officer withdraws a proposed change of a budget."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from projects.budgets.changes.commands import WITHDRAW_CHANGE
from projects.models import BudgetChange
from projects.states import BUDGET_CHANGE_MACHINE


def withdraw_change(change_id: int, *, actor: Actor, now: datetime) -> None:
    """Withdraw it before it is decided. It may be proposed anew."""
    with transaction(WITHDRAW_CHANGE, actor, now) as tx:
        tx.advance(BudgetChange, change_id, BUDGET_CHANGE_MACHINE, "withdraw", state_since=now)
        audit.record(tx, "budget_change.withdrawn", "budget_change", change_id, actor, now)
