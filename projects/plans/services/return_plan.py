"""The approver sends a submitted action plan back."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import transaction
from projects import operations
from projects.models import ActionPlan
from projects.plans.commands import RETURN_PLAN
from projects.states import PLAN_MACHINE


def return_plan(plan_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Return it to its officer, who may change and submit it again; the reason is shown there."""
    with transaction(RETURN_PLAN, actor, now) as tx:
        operations.send_back(tx, ActionPlan, plan_id, PLAN_MACHINE, reason, actor=actor, now=now)
