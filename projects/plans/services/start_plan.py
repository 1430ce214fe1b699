"""The approver lets an approved plan begin."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from projects.models import ActionPlan
from projects.plans.commands import START_PLAN
from projects.states import PLAN_MACHINE


def start_plan(plan_id: int, *, actor: Actor, now: datetime) -> None:
    """Start an approved plan; from then on its projects may start."""
    with transaction(START_PLAN, actor, now) as tx:
        tx.advance(ActionPlan, plan_id, PLAN_MACHINE, "start", state_since=now)
        audit.record(tx, "plan.started", "plan", plan_id, actor, now)
