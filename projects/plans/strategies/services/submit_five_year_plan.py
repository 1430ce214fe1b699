"""A plan officer lays a five-year plan before the approver."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core.actor import Actor
from core.db import transaction
from core.errors import Refused
from projects import operations
from projects.models import FiveYearPlan, Programme, Strategy
from projects.plans.strategies.commands import SUBMIT_FIVE_YEAR_PLAN
from projects.plans.strategies.rules import problem_of_plan
from projects.states import FIVE_YEAR_PLAN_MACHINE


def submit_five_year_plan(plan_id: int, *, actor: Actor, now: datetime) -> None:
    """Submit a plan that has a programme, and whose most urgent programmes were talked over with their lead agencies."""
    with transaction(SUBMIT_FIVE_YEAR_PLAN, actor, now) as tx:
        tx.lock(FiveYearPlan, plan_id)
        programmes = tx.execute(
            sa.select(Programme.priority, Programme.consulted_on)
            .join(Strategy, Strategy.id == Programme.strategy_id)
            .where(Strategy.plan_id == plan_id)
        )
        if problem := problem_of_plan((row.priority, row.consulted_on) for row in programmes):
            raise Refused(problem)
        operations.submit(tx, FiveYearPlan, plan_id, FIVE_YEAR_PLAN_MACHINE, actor=actor, now=now)
