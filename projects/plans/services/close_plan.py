"""The approver closes a plan whose projects are all closed."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from core.errors import Refused
from projects.models import ActionPlan, Project
from projects.plans.commands import CLOSE_PLAN
from projects.rules import ProjectReason
from projects.states import PLAN_MACHINE, PlanState


def close_plan(plan_id: int, *, actor: Actor, now: datetime) -> None:
    """Close a running plan. Refused(PROJECTS_STILL_RUNNING) while one of its projects is approved or running."""
    with transaction(CLOSE_PLAN, actor, now) as tx:
        tx.lock(ActionPlan, plan_id)
        alive = sa.exists().where(
            Project.plan_id == plan_id, Project.state.in_((PlanState.APPROVED, PlanState.RUNNING))
        )
        if tx.scalar(sa.select(alive)):
            raise Refused(ProjectReason.PROJECTS_STILL_RUNNING)
        tx.advance(ActionPlan, plan_id, PLAN_MACHINE, "close", state_since=now)
        audit.record(tx, "plan.closed", "plan", plan_id, actor, now)
