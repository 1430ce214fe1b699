"""The approver records the resolution that approves a plan."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import transaction
from core.documents import operations as documents
from projects import operations
from projects.models import ActionPlan
from projects.plans.commands import APPROVE_PLAN
from projects.plans.operations import require_five_year_plan
from projects.rules import Resolution
from projects.states import PLAN_MACHINE


def approve_plan(plan_id: int, resolution: Resolution, *, actor: Actor, now: datetime) -> None:
    """Approve a submitted plan. Refused(WRITTEN_BY_YOU) for who wrote, changed or submitted any of it.

    As `require_five_year_plan` refuses: a revision may have been approved meanwhile.
    """
    APPROVE_PLAN.admit(actor, now)
    signed = documents.judge(resolution.content)
    with transaction(APPROVE_PLAN, actor, now) as tx:
        plan = tx.lock(ActionPlan, plan_id)
        PLAN_MACHINE.next(plan.state, "approve")
        require_five_year_plan(tx, plan)
        operations.approve(tx, ActionPlan, plan_id, PLAN_MACHINE, resolution, signed, actor=actor, now=now)
