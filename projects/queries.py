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
from projects.models import ActionPlan, BudgetLine, BudgetMove, Project, Scheme, ServiceCategory
from projects.rules import SchemeFacts
from projects.states import Sector

_SCHEME = sa.select(Scheme).options(
    joinedload(Scheme.project).joinedload(Project.plan),
    joinedload(Scheme.line),
    selectinload(Scheme.tiers),
    selectinload(Scheme.categories),
    selectinload(Scheme.sectors),
    selectinload(Scheme.provinces),
)


def facts_of(scheme: Scheme) -> SchemeFacts:
    """The facts of a loaded row."""
    return SchemeFacts(
        id=scheme.id,
        code=scheme.code,
        name_th=scheme.name_th,
        name_en=scheme.name_en,
        project_id=scheme.project_id,
        state=scheme.state,
        applies_from=scheme.applies_from,
        applies_until=scheme.applies_until,
        delivers_until=scheme.delivers_until,
        tiers={tier.size: (tier.share_bp, Money(tier.cap_satang)) for tier in scheme.tiers},
        categories=frozenset(category.id for category in scheme.categories),
        sectors=frozenset(Sector(row.sector) for row in scheme.sectors),
        provinces=frozenset(row.province_code for row in scheme.provinces),
        payee_mode=scheme.payee_mode,
        line_id=scheme.line_id,
        source=scheme.line.source if scheme.line else None,
        max_open_coupons=scheme.max_open_coupons,
        coupon_valid_days=scheme.coupon_valid_days,
        delivery_days=scheme.delivery_days,
        project_state=scheme.project.state,
    )


def categories(session: Session) -> list[ServiceCategory]:
    """The service categories in use, in the order in which they were added."""
    return list(
        session.scalars(sa.select(ServiceCategory).where(ServiceCategory.active).order_by(ServiceCategory.id))
    )


def _scheme(session: Session, scheme_id: int) -> Scheme:
    row: Scheme | None = session.scalar(_SCHEME.where(Scheme.id == scheme_id))
    if row is None:
        raise NotFound
    return row


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


def listed_schemes() -> Any:
    """All schemes with their projects, for the list."""
    return (
        sa.select(Scheme)
        .join(Project, Project.id == Scheme.project_id)
        .options(joinedload(Scheme.project), joinedload(Scheme.line), selectinload(Scheme.tiers))
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


def _purse(rows: Iterable[ledger.queries.Balance]) -> Purse:
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
        _purse(ledger.queries.balances(session, line_ids=lines) if lines else ()),
        _document(session, plan.resolution_document_id),
    )


def _document(session: Session, document_id: int | None) -> Document | None:
    return session.get(Document, document_id) if document_id else None


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """One project, its lines with their money, its schemes."""

    project: Project
    lines: tuple[tuple[BudgetLine, Purse], ...]
    purse: Purse
    schemes: tuple[Scheme, ...]
    resolution: Document | None


def project_page(session: Session, project_id: int) -> ProjectPage:
    """One project. NotFound if there is none."""
    project = session.scalar(
        sa.select(Project)
        .options(joinedload(Project.plan), selectinload(Project.kpis), selectinload(Project.lines))
        .where(Project.id == project_id)
    )
    if project is None:
        raise NotFound
    ids = [line.id for line in project.lines]
    rows = ledger.queries.balances(session, line_ids=ids) if ids else []
    schemes = session.scalars(
        sa.select(Scheme)
        .options(selectinload(Scheme.tiers))
        .where(Scheme.project_id == project_id)
        .order_by(Scheme.id)
    )
    return ProjectPage(
        project,
        tuple((line, _purse(row for row in rows if row.line_id == line.id)) for line in project.lines),
        _purse(rows),
        tuple(schemes),
        _document(session, project.resolution_document_id),
    )


@dataclass(frozen=True, slots=True)
class LinePage:
    """One budget line: its own money, that of its schemes, and the papers behind both."""

    line: BudgetLine
    free: Money
    """Not yet given to a scheme."""
    purse: Purse
    schemes: tuple[tuple[Scheme, Purse], ...]
    papers: tuple[BudgetMove, ...]


def line_page(session: Session, line_id: int) -> LinePage:
    """One budget line. NotFound if there is none."""
    line = session.scalar(
        sa.select(BudgetLine).options(joinedload(BudgetLine.project)).where(BudgetLine.id == line_id)
    )
    if line is None:
        raise NotFound
    rows = ledger.queries.balances(session, line_ids=[line_id])
    schemes = session.scalars(sa.select(Scheme).where(Scheme.line_id == line_id).order_by(Scheme.id))
    papers = session.scalars(
        sa.select(BudgetMove).where(BudgetMove.line_id == line_id).order_by(BudgetMove.id.desc()).limit(100)
    )
    return LinePage(
        line,
        _purse(row for row in rows if row.scheme_id is None).available,
        _purse(rows),
        tuple((scheme, _purse(row for row in rows if row.scheme_id == scheme.id)) for scheme in schemes),
        tuple(papers),
    )


@dataclass(frozen=True, slots=True)
class SchemePage:
    """One scheme with its parameters and money."""

    scheme: Scheme
    facts: SchemeFacts
    purse: Purse
    line_free: Money
    """What its line could still give it."""
    resolution: Document | None


def scheme_page(session: Session, scheme_id: int) -> SchemePage:
    """One scheme. NotFound if there is none."""
    scheme = _scheme(session, scheme_id)
    rows = ledger.queries.balances(session, line_ids=[scheme.line_id]) if scheme.line_id else []
    return SchemePage(
        scheme,
        facts_of(scheme),
        _purse(row for row in rows if row.scheme_id == scheme_id),
        _purse(row for row in rows if row.scheme_id is None).available,
        _document(session, scheme.resolution_document_id),
    )


def resolution_of(session: Session, model: type[ActionPlan | Project | Scheme], key: int) -> Document:
    """The signed file of an approval. NotFound if there is none."""
    document_id = session.scalar(sa.select(model.resolution_document_id).where(model.id == key))
    document = _document(session, document_id)
    if document is None:
        raise NotFound
    return document


Waiting = dict[Any, tuple[int, datetime | None]]
"""By state: how many stand there, and since when the oldest does."""


def waiting(session: Session, model: type[ActionPlan | Project]) -> Waiting:
    """Plans or projects by state, counted from their submission, or from their beginning before that."""
    return _by_state(session, model.state, sa.func.coalesce(model.submitted_at, model.created_at))


def schemes_waiting(session: Session) -> Waiting:
    """Schemes by state, counted from their approval, or from their beginning before that."""
    return _by_state(session, Scheme.state, sa.func.coalesce(Scheme.approved_at, Scheme.created_at))


def _by_state(session: Session, state: Any, since: Any) -> Waiting:
    rows = session.execute(sa.select(state, sa.func.count(), sa.func.min(since)).group_by(state))
    return {found: (count, oldest) for found, count, oldest in rows}
