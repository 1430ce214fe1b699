"""The approver sends a submitted five-year plan back."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import transaction
from projects import operations
from projects.models import FiveYearPlan
from projects.plans.strategies.commands import RETURN_FIVE_YEAR_PLAN
from projects.states import FIVE_YEAR_PLAN_MACHINE


def return_five_year_plan(plan_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Return it to its officer, who may change and submit it again; the reason is shown there."""
    with transaction(RETURN_FIVE_YEAR_PLAN, actor, now) as tx:
        operations.send_back(tx, FiveYearPlan, plan_id, FIVE_YEAR_PLAN_MACHINE, reason, actor=actor, now=now)
