"""What plans are, for their pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

import ledger.queries
from core.database.search import holds
from core.documents.models import Document
from core.money import Money
from projects.budgets.queries import Purse, SourceRow, purse_of, source_rows
from projects.models import ActionPlan, Programme, Project
from projects.queries import document_of, plan_of


def listed() -> Any:
    """All plans, for the list."""
    return sa.select(ActionPlan)


def search_plans(statement: Any, typed: str) -> Any:
    """Narrow by a part of the name."""
    return statement.where(holds(typed, ActionPlan.name_th, ActionPlan.name_en))


@dataclass(frozen=True, slots=True)
class PlanPage:
    """One plan and its projects, with the money of each."""

    plan: ActionPlan
    projects: tuple[Project, ...]
    budget: Money
    purse: Purse
    sources: tuple[SourceRow, ...]
    resolution: Document | None


def plan_page(session: Session, plan_id: int) -> PlanPage:
    """One action plan with its projects and their money. NotFound if there is none."""
    plan = plan_of(session, plan_id)
    of_plan = (
        sa.select(Project)
        .options(
            selectinload(Project.lines),
            selectinload(Project.sources),
            joinedload(Project.programme).joinedload(Programme.strategy),
        )
        .where(Project.plan_id == plan_id)
    )
    projects = tuple(session.scalars(of_plan.order_by(Project.priority, Project.id)))
    lines = [line.id for project in projects for line in project.lines]
    rows = ledger.queries.balances(session, line_ids=lines) if lines else []
    return PlanPage(
        plan,
        projects,
        Money(sum(project.budget_satang for project in projects)),
        purse_of(rows),
        source_rows(projects, rows),
        document_of(session, plan.resolution_document_id),
    )
