"""What projects are, for the packages above and for the pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

import ledger.queries
from core.database.search import holds
from core.documents.models import Document
from core.errors import NotFound
from core.money import Money
from projects.budgets.queries import Purse, SourceRow, purse_of, source_rows
from projects.hosted import HostedScheme, schemes_of_project
from projects.models import ActionPlan, BudgetLine, Programme, Project
from projects.projects.kpis.models import Kpi
from projects.projects.kpis.queries import KpiTable, drafts_of, kpi_table
from projects.projects.rules import ProjectDraft
from projects.queries import document_of


def listed() -> Any:
    """All projects with their plans, for the list."""
    return (
        sa.select(Project)
        .join(ActionPlan, ActionPlan.id == Project.plan_id)
        .options(joinedload(Project.plan))
    )


def search_projects(statement: Any, typed: str) -> Any:
    """Narrow by a part of the name, of the code or of the lead agency."""
    return statement.where(holds(typed, Project.name_th, Project.name_en, Project.code, Project.lead_agency))


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """One project, its indicators, its lines with their money, its schemes."""

    project: Project
    kpis: KpiTable
    lines: tuple[tuple[BudgetLine, Purse], ...]
    purse: Purse
    sources: tuple[SourceRow, ...]
    schemes: tuple[HostedScheme, ...]
    resolution: Document | None


def project_of(session: Session, project_id: int) -> Project:
    """One project with its plan and lines. NotFound if there is none."""
    project: Project | None = (
        session.scalars(
            sa.select(Project)
            .options(
                joinedload(Project.plan).joinedload(ActionPlan.five_year_plan),
                joinedload(Project.programme).joinedload(Programme.strategy),
                selectinload(Project.lines),
                joinedload(Project.sources),
            )
            .where(Project.id == project_id)
        )
        .unique()
        .one_or_none()
    )
    if project is None:
        raise NotFound
    return project


def project_page(session: Session, project_id: int, today: date) -> ProjectPage:
    """One project with its indicators as of today, its money and its schemes. NotFound if there is none."""
    project = project_of(session, project_id)
    ids = [line.id for line in project.lines]
    rows = ledger.queries.balances(session, line_ids=ids) if ids else []
    return ProjectPage(
        project,
        kpi_table(session, project_id, today),
        tuple((line, purse_of(row for row in rows if row.line_id == line.id)) for line in project.lines),
        purse_of(rows),
        source_rows([project], rows),
        schemes_of_project(session, project_id, today),
        document_of(session, project.resolution_document_id),
    )


def read_project(project: Project, kpis: Iterable[Kpi]) -> ProjectDraft:
    """The draft that a stored project and its indicators stand for."""
    return ProjectDraft(
        code=project.code,
        name_th=project.name_th,
        name_en=project.name_en,
        approach=project.approach,
        lead_agency=project.lead_agency,
        lead_agency_kind=project.lead_agency_kind,
        priority=project.priority,
        starts_on=project.starts_on,
        ends_on=project.ends_on,
        budget=Money(project.budget_satang),
        kpis=drafts_of(kpis),
        programme_id=project.programme_id,
        sources=tuple((each.source, Money(each.amount_satang)) for each in project.sources),
    )
