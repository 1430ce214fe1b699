"""What five-year plans are, for their pages and for the plans of their years."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from core.database.search import holds
from core.errors import NotFound
from core.money import ZERO, Money
from projects.models import YEARS_OF_A_PLAN, ActionPlan, FiveYearPlan, Programme, Project, Strategy
from projects.states import FiveYearPlanState, PlanState

APPROVED = (PlanState.APPROVED, PlanState.RUNNING, PlanState.CLOSED)
"""Projects that were approved, whatever became of them."""


def listed() -> Any:
    """All five-year plans and their revisions, for the list."""
    return sa.select(FiveYearPlan)


def search_five_year_plans(statement: Any, typed: str) -> Any:
    """Narrow by a part of the name."""
    return statement.where(holds(typed, FiveYearPlan.name_th, FiveYearPlan.name_en))


def five_year_plan_of(session: Session, plan_id: int) -> FiveYearPlan:
    """One edition with its strategies and their programmes. NotFound if there is none."""
    outline = selectinload(FiveYearPlan.strategies).selectinload(Strategy.programmes)
    plan = session.scalar(sa.select(FiveYearPlan).options(outline).where(FiveYearPlan.id == plan_id))
    if plan is None:
        raise NotFound
    return plan


def strategy_of(session: Session, strategy_id: int) -> Strategy:
    """One strategy with its plan. NotFound if there is none."""
    statement = sa.select(Strategy).options(joinedload(Strategy.plan)).where(Strategy.id == strategy_id)
    strategy = session.scalar(statement)
    if strategy is None:
        raise NotFound
    return strategy


def programme_of(session: Session, programme_id: int) -> Programme:
    """One programme with its strategy and plan. NotFound if there is none."""
    up = joinedload(Programme.strategy).joinedload(Strategy.plan)
    programme = session.scalar(sa.select(Programme).options(up).where(Programme.id == programme_id))
    if programme is None:
        raise NotFound
    return programme


def choosable(session: Session, chosen_id: int | None) -> list[FiveYearPlan]:
    """The plans in force, and the one that was chosen, newest first."""
    statement = (
        sa.select(FiveYearPlan)
        .where(sa.or_(FiveYearPlan.state == FiveYearPlanState.APPROVED, FiveYearPlan.id == chosen_id))
        .order_by(FiveYearPlan.first_year.desc(), FiveYearPlan.edition.desc())
    )
    return list(session.scalars(statement))


def in_force_for(session: Session, fiscal_year: int) -> int | None:
    """The id of the five-year plan in force that covers a fiscal year (พ.ศ.); None where none does."""
    found: int | None = session.scalar(
        sa.select(FiveYearPlan.id).where(
            FiveYearPlan.state == FiveYearPlanState.APPROVED,
            FiveYearPlan.first_year.between(fiscal_year - YEARS_OF_A_PLAN + 1, fiscal_year),
        )
    )
    return found


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """A programme, and the approved projects that carry it out, under whichever edition they were approved."""

    programme: Programme
    projects: int = 0
    budget: Money = ZERO


@dataclass(frozen=True, slots=True)
class FiveYearPlanPage:
    """One edition: its strategies and programmes, the editions before and after, and the plans of its years."""

    plan: FiveYearPlan
    strategies: tuple[tuple[Strategy, tuple[ProgrammeRow, ...]], ...]
    revises: FiveYearPlan | None
    revised_by: FiveYearPlan | None
    plans: tuple[ActionPlan, ...]

    @property
    def rows(self) -> tuple[ProgrammeRow, ...]:
        """All programmes, in order."""
        return tuple(row for _strategy, rows in self.strategies for row in rows)

    @property
    def projects(self) -> int:
        """How many approved projects carry it out."""
        return sum(row.projects for row in self.rows)

    @property
    def budget(self) -> Money:
        """What was approved for them."""
        return Money(sum(row.budget.satang for row in self.rows))


def five_year_plan_page(session: Session, plan_id: int) -> FiveYearPlanPage:
    """One edition with what carries it out. NotFound if there is none."""
    plan = five_year_plan_of(session, plan_id)
    found = _carried_out(
        session, [programme.root_id for each in plan.strategies for programme in each.programmes]
    )
    around = session.scalars(
        sa.select(FiveYearPlan).where(
            sa.or_(FiveYearPlan.id == plan.revises_id, FiveYearPlan.revises_id == plan_id)
        )
    ).all()
    plans = session.scalars(
        sa.select(ActionPlan)
        .where(ActionPlan.five_year_plan_id == plan_id)
        .order_by(ActionPlan.fiscal_year, ActionPlan.id)
        .limit(100)
    )
    return FiveYearPlanPage(
        plan,
        tuple(
            (
                strategy,
                tuple(
                    ProgrammeRow(programme, *found.get(programme.root_id, (0, ZERO)))
                    for programme in strategy.programmes
                ),
            )
            for strategy in plan.strategies
        ),
        next((each for each in around if each.id == plan.revises_id), None),
        next((each for each in around if each.revises_id == plan_id), None),
        tuple(plans),
    )


def _carried_out(session: Session, roots: Iterable[int]) -> dict[int, tuple[int, Money]]:
    """How many approved projects each programme has, by where it appeared first, and what was approved for them."""
    editions = sa.or_(Programme.id.in_(roots := list(roots)), Programme.first_id.in_(roots))
    root = sa.func.coalesce(Programme.first_id, Programme.id)
    rows = session.execute(
        sa.select(root, sa.func.count(), sa.func.sum(Project.budget_satang))
        .join(Project, Project.programme_id == Programme.id)
        .where(editions, Project.state.in_(APPROVED))
        .group_by(root)
    )
    return {key: (count, Money(int(budget))) for key, count, budget in rows}
