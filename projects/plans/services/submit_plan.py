"""A plan officer lays a plan before the approver."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core.actor import Actor
from core.db import transaction
from core.errors import Refused
from projects import operations
from projects.models import ActionPlan, Project
from projects.plans.commands import SUBMIT_PLAN
from projects.plans.operations import require_five_year_plan
from projects.rules import ProjectReason
from projects.states import PLAN_MACHINE


def submit_plan(plan_id: int, *, actor: Actor, now: datetime) -> None:
    """Submit a plan that has at least one project: a plan of nothing cannot be approved.

    It names the five-year plan in force that covers its year, where there is one.
    """
    with transaction(SUBMIT_PLAN, actor, now) as tx:
        plan = tx.lock(ActionPlan, plan_id)
        if not tx.scalar(sa.select(sa.exists().where(Project.plan_id == plan_id))):
            raise Refused(ProjectReason.NO_PROJECT_IN_PLAN)
        require_five_year_plan(tx, plan)
        operations.submit(tx, ActionPlan, plan_id, PLAN_MACHINE, actor=actor, now=now)
