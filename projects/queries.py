"""What plans, projects, budget lines and schemes are, for the rooms above and for the pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

import ledger.queries
from core.documents.models import Document
from core.errors import NotFound
from core.money import ZERO, Money
from ledger.states import Kind
from projects.hosted import HostedScheme, schemes_of_line, schemes_of_project
from projects.models import ActionPlan, BudgetLine, BudgetMove, Project, Resolved


def listed_plans() -> Any:
    """All plans, for the list."""
    return sa.select(ActionPlan)


def listed_projects() -> Any:
    """All projects with their plans, for the list."""
    return (
        sa.select(Project)
        .join(ActionPlan, ActionPlan.id == Project.plan_id)
        .options(joinedload(Project.plan))
    )


@dataclass(frozen=True, slots=True)
class Purse:
    """What stands where on some lines or on a scheme. All kinds are named."""

    kinds: Mapping[Kind, Money]

    def of(self, *kinds: Kind) -> Money:
        """The sum over these kinds."""
        return Money(sum(self.kinds.get(kind, ZERO).satang for kind in kinds))

    @property
    def received(self) -> Money:
        """All that was appropriated: the sum of every account but the source."""
        return Money(sum(money.satang for kind, money in self.kinds.items() if kind is not Kind.APPROPRIATED))

    @property
    def available(self) -> Money:
        """Free to be given."""
        return self.of(Kind.AVAILABLE)

    @property
    def promised(self) -> Money:
        """In coupons, priced or not, and owed."""
        return self.of(Kind.COMMITTED, Kind.RESERVED, Kind.PAYABLE)

    @property
    def paid(self) -> Money:
        """Sent, paid, and kept back as tax."""
        return self.of(Kind.IN_TRANSIT, Kind.PAID, Kind.WITHHELD, Kind.REMITTED)


def purse_of(rows: Iterable[ledger.queries.Balance]) -> Purse:
    """What stands where, of these balances together."""
    kinds = dict.fromkeys(Kind, ZERO)
    for row in rows:
        kinds[row.kind] = kinds[row.kind] + row.balance
    return Purse(kinds)


@dataclass(frozen=True, slots=True)
class PlanPage:
    """One plan and its projects, with the money of each."""

    plan: ActionPlan
    projects: tuple[Project, ...]
    budget: Money
    purse: Purse
    resolution: Document | None


def plan_page(session: Session, plan_id: int) -> PlanPage:
    """One action plan. NotFound if there is none."""
    plan = session.get(ActionPlan, plan_id)
    if plan is None:
        raise NotFound
    of_plan = sa.select(Project).options(selectinload(Project.lines)).where(Project.plan_id == plan_id)
    projects = tuple(session.scalars(of_plan.order_by(Project.priority, Project.id)))
    lines = [line.id for project in projects for line in project.lines]
    return PlanPage(
        plan,
        projects,
        Money(sum(project.budget_satang for project in projects)),
        purse_of(ledger.queries.balances(session, line_ids=lines) if lines else ()),
        document_of(session, plan.resolution_document_id),
    )


def document_of(session: Session, document_id: int | None) -> Document | None:
    """A signed resolution; None while there is none."""
    return session.get(Document, document_id) if document_id else None


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """One project, its lines with their money, its schemes."""

    project: Project
    lines: tuple[tuple[BudgetLine, Purse], ...]
    purse: Purse
    schemes: tuple[HostedScheme, ...]
    resolution: Document | None


def project_of(session: Session, project_id: int) -> Project:
    """One project with its plan, indicators and lines. NotFound if there is none."""
    project: Project | None = session.scalar(
        sa.select(Project)
        .options(joinedload(Project.plan), selectinload(Project.kpis), selectinload(Project.lines))
        .where(Project.id == project_id)
    )
    if project is None:
        raise NotFound
    return project


def project_page(session: Session, project_id: int) -> ProjectPage:
    """One project with its money and its schemes. NotFound if there is none."""
    project = project_of(session, project_id)
    ids = [line.id for line in project.lines]
    rows = ledger.queries.balances(session, line_ids=ids) if ids else []
    return ProjectPage(
        project,
        tuple((line, purse_of(row for row in rows if row.line_id == line.id)) for line in project.lines),
        purse_of(rows),
        schemes_of_project(session, project_id),
        document_of(session, project.resolution_document_id),
    )


@dataclass(frozen=True, slots=True)
class LinePage:
    """One budget line: its own money, that of its schemes, and the papers behind both."""

    line: BudgetLine
    free: Money
    """Not yet given to a scheme."""
    purse: Purse
    schemes: tuple[tuple[HostedScheme, Purse], ...]
    papers: tuple[BudgetMove, ...]


def line_page(session: Session, line_id: int) -> LinePage:
    """One budget line. NotFound if there is none."""
    line = session.scalar(
        sa.select(BudgetLine).options(joinedload(BudgetLine.project)).where(BudgetLine.id == line_id)
    )
    if line is None:
        raise NotFound
    rows = ledger.queries.balances(session, line_ids=[line_id])
    papers = session.scalars(
        sa.select(BudgetMove).where(BudgetMove.line_id == line_id).order_by(BudgetMove.id.desc()).limit(100)
    )
    return LinePage(
        line,
        purse_of(row for row in rows if row.scheme_id is None).available,
        purse_of(rows),
        tuple(
            (scheme, purse_of(row for row in rows if row.scheme_id == scheme.id))
            for scheme in schemes_of_line(session, line_id)
        ),
        tuple(papers),
    )


def resolution_of(session: Session, model: type[Resolved], key: int) -> Document:
    """The signed file of an approval. NotFound if there is none."""
    document_id = session.scalar(sa.select(model.resolution_document_id).where(model.id == key))
    document = document_of(session, document_id)
    if document is None:
        raise NotFound
    return document


Waiting = dict[Any, tuple[int, datetime | None]]
"""By state: how many stand there, and since when the oldest does."""


def waiting(session: Session, model: type[ActionPlan | Project]) -> Waiting:
    """Plans or projects by state, counted from their submission, or from their beginning before that."""
    return by_state(session, model.state, sa.func.coalesce(model.submitted_at, model.created_at))


def by_state(session: Session, state: Any, since: Any) -> Waiting:
    """How many stand in each state, counted from `since`."""
    rows = session.execute(sa.select(state, sa.func.count(), sa.func.min(since)).group_by(state))
    return {found: (count, oldest) for found, count, oldest in rows}
