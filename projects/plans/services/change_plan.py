"""A plan officer corrects a plan that nobody has approved yet."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from projects.models import ActionPlan
from projects.operations import require_editable
from projects.plans.commands import CHANGE_PLAN
from projects.plans.operations import require_covering
from projects.plans.rules import PlanDraft


def change_plan(plan_id: int, draft: PlanDraft, *, actor: Actor, now: datetime) -> None:
    """Write a draft or returned plan anew."""
    with transaction(CHANGE_PLAN, actor, now) as tx:
        plan = tx.lock(ActionPlan, plan_id)
        require_editable(plan)
        require_covering(tx, draft.five_year_plan_id, draft.fiscal_year)
        plan.five_year_plan_id = draft.five_year_plan_id
        plan.fiscal_year = draft.fiscal_year
        plan.name_th = draft.name_th
        plan.name_en = draft.name_en
        audit.record(tx, "plan.changed", "plan", plan_id, actor, now)
