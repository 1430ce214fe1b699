"""The approver records the resolution that approves a five-year plan or a revision."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction, unique_or
from core.documents import operations as documents
from projects import operations
from projects.models import FiveYearPlan
from projects.plans.strategies.commands import APPROVE_FIVE_YEAR_PLAN
from projects.plans.strategies.rules import StrategyReason
from projects.rules import Resolution
from projects.states import FIVE_YEAR_PLAN_MACHINE as MACHINE


def approve_five_year_plan(plan_id: int, resolution: Resolution, *, actor: Actor, now: datetime) -> None:
    """Approve a submitted plan; the edition that it revises is superseded in the same transaction, and stays as it was.

    Refused(WRITTEN_BY_YOU) for who wrote, changed or submitted any of it, PERIODS_OVERLAP while another plan in force
    covers one of its years.
    """
    APPROVE_FIVE_YEAR_PLAN.admit(actor, now)
    signed = documents.judge(resolution.content)
    with transaction(APPROVE_FIVE_YEAR_PLAN, actor, now) as tx:
        plan = tx.lock(FiveYearPlan, plan_id)
        MACHINE.next(plan.state, "approve")
        if plan.revises_id is not None:
            tx.advance(FiveYearPlan, plan.revises_id, MACHINE, "supersede", state_since=now)
            fields = {"revision_id": plan_id}
            audit.record(
                tx, "five_year_plan.superseded", "five_year_plan", plan.revises_id, actor, now, fields=fields
            )
        with unique_or(tx, {"ex_five_year_plans_one_in_force": StrategyReason.PERIODS_OVERLAP}):
            operations.approve(tx, FiveYearPlan, plan_id, MACHINE, resolution, signed, actor=actor, now=now)
