"""A plan officer writes down an action plan."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from projects.models import ActionPlan
from projects.plans.commands import DRAFT_PLAN
from projects.plans.operations import require_covering
from projects.plans.rules import PlanDraft


def draft_plan(draft: PlanDraft, *, actor: Actor, now: datetime) -> int:
    """Begin the action plan of a fiscal year; returns its id. A year may have several plans, each approved on its own.

    As `require_covering` refuses a five-year plan.
    """
    with transaction(DRAFT_PLAN, actor, now) as tx:
        require_covering(tx, draft.five_year_plan_id, draft.fiscal_year)
        plan = tx.add(
            ActionPlan(
                fiscal_year=draft.fiscal_year,
                name_th=draft.name_th,
                name_en=draft.name_en,
                five_year_plan_id=draft.five_year_plan_id,
                created_at=now,
                state_since=now,
                created_by_id=actor.known_person_id,
            )
        )
        audit.record(tx, "plan.drafted", "plan", plan.id, actor, now)
        return plan.id
