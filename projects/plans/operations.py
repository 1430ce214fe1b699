"""Which five-year plan a yearly plan may carry out, inside the caller's transaction."""

from __future__ import annotations

from core.db import Tx
from core.errors import Refused
from projects.models import ActionPlan, FiveYearPlan
from projects.plans.strategies.queries import in_force_for
from projects.rules import ProjectReason
from projects.states import FiveYearPlanState


def require_covering(tx: Tx, five_year_plan_id: int | None, fiscal_year: int) -> None:
    """Refuse a five-year plan that is not in force or does not cover the year (พ.ศ.); it stays in force until we commit."""
    if five_year_plan_id is None:
        return
    plan = tx.share(FiveYearPlan, five_year_plan_id)
    if plan.state is not FiveYearPlanState.APPROVED:
        raise Refused(ProjectReason.FIVE_YEAR_PLAN_NOT_IN_FORCE)
    if not plan.covers(fiscal_year):
        raise Refused(ProjectReason.YEAR_OUTSIDE_FIVE_YEAR_PLAN)


def require_five_year_plan(tx: Tx, plan: ActionPlan) -> None:
    """As `require_covering`; and refuse a plan that names none where one in force covers its year."""
    if plan.five_year_plan_id is None and in_force_for(tx.session, plan.fiscal_year):
        raise Refused(ProjectReason.NO_FIVE_YEAR_PLAN)
    require_covering(tx, plan.five_year_plan_id, plan.fiscal_year)
