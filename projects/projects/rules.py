"""What a project must be before someone may sign for it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.money import ZERO, Money
from projects.projects.kpis.rules import KpiDraft, problem_of_measure
from projects.rules import ProjectReason
from projects.states import AgencyKind, FundSource


@dataclass(frozen=True, slots=True)
class ProjectDraft:
    """The mandatory fields of a project (docs/domain.md#plan-and-budget). A budget of nothing makes it a zero-budget project."""

    code: str
    name_th: str
    name_en: str
    approach: str
    lead_agency: str
    lead_agency_kind: AgencyKind
    priority: int
    starts_on: date
    ends_on: date
    budget: Money
    kpis: tuple[KpiDraft, ...] = ()
    programme_id: int | None = None
    """Of the five-year plan that the project's plan names."""
    sources: tuple[tuple[FundSource, Money], ...] = ()
    """How much of the budget comes from each; none while a draft does not say it."""

    @property
    def zero_budget(self) -> bool:
        """A policy project that needs no budget (docs/domain.md#plan-and-budget)."""
        return self.budget == ZERO


def problem_of_sources(draft: ProjectDraft) -> ProjectReason | None:
    """Why a budget cannot be divided by source so, or None. A draft may leave it open."""
    total = sum(amount.satang for _source, amount in draft.sources)
    return ProjectReason.SOURCES_DO_NOT_ADD_UP if draft.sources and total != draft.budget.satang else None


def problem_of_project(draft: ProjectDraft) -> ProjectReason | None:
    """Why a project cannot be submitted, or None. At least one KPI, each measurable and agreed (docs/domain.md#plan-and-budget)."""
    if draft.starts_on > draft.ends_on:
        return ProjectReason.PERIOD_BACKWARDS
    if not draft.sources and not draft.zero_budget:
        return ProjectReason.NOT_DIVIDED_BY_SOURCE
    if problem := problem_of_sources(draft):
        return problem
    if not draft.kpis:
        return ProjectReason.NO_KPI
    if not all(kpi.is_complete for kpi in draft.kpis):
        return ProjectReason.KPI_INCOMPLETE
    return next(filter(None, (problem_of_measure(kpi.measure) for kpi in draft.kpis)), None)
