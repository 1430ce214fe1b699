"""A plan officer corrects the names and years of a five-year plan that nobody has approved yet."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import transaction
from projects.plans.strategies.commands import CHANGE_FIVE_YEAR_PLAN
from projects.plans.strategies.operations import writable
from projects.plans.strategies.rules import FiveYearPlanDraft


def change_five_year_plan(plan_id: int, draft: FiveYearPlanDraft, *, actor: Actor, now: datetime) -> None:
    """Write its names anew, and the years of a first edition: a revision is of the same years."""
    with transaction(CHANGE_FIVE_YEAR_PLAN, actor, now) as tx:
        plan = writable(tx, plan_id, actor=actor, now=now)
        plan.name_th, plan.name_en = draft.name_th, draft.name_en
        if plan.revises_id is None:
            plan.first_year = draft.first_year
