"""A plan officer begins a five-year plan."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import transaction
from projects.plans.strategies.commands import DRAFT_FIVE_YEAR_PLAN
from projects.plans.strategies.operations import begin
from projects.plans.strategies.rules import FiveYearPlanDraft


def draft_five_year_plan(draft: FiveYearPlanDraft, *, actor: Actor, now: datetime) -> int:
    """Begin the first edition of a five-year plan; returns its id."""
    with transaction(DRAFT_FIVE_YEAR_PLAN, actor, now) as tx:
        return begin(
            tx, actor, now, first_year=draft.first_year, name_th=draft.name_th, name_en=draft.name_en
        )
