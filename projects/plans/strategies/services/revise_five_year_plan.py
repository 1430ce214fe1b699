"""A plan officer begins a revision of a five-year plan that is in force."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import transaction, unique_or
from core.errors import Refused
from projects.models import FiveYearPlan
from projects.plans.strategies.commands import REVISE_FIVE_YEAR_PLAN
from projects.plans.strategies.operations import begin, copy_outline
from projects.plans.strategies.rules import StrategyReason
from projects.states import FiveYearPlanState


def revise_five_year_plan(plan_id: int, *, actor: Actor, now: datetime) -> int:
    """Begin the next edition as a copy of this one, to be changed and approved; returns its id. This one stays as it was.

    Refused(ONLY_IN_FORCE_REVISED) for a plan that is not in force, and REVISION_BEGUN where there is a revision already.
    """
    with transaction(REVISE_FIVE_YEAR_PLAN, actor, now) as tx:
        plan = tx.share(FiveYearPlan, plan_id)
        if plan.state is not FiveYearPlanState.APPROVED:
            raise Refused(StrategyReason.ONLY_IN_FORCE_REVISED)
        with unique_or(tx, StrategyReason.REVISION_BEGUN):
            revision_id = begin(
                tx,
                actor,
                now,
                first_year=plan.first_year,
                edition=plan.edition + 1,
                revises_id=plan_id,
                name_th=plan.name_th,
                name_en=plan.name_en,
            )
        copy_outline(tx, plan_id, revision_id)
        return revision_id
