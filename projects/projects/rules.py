"""What a project must be before someone may sign for it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.money import ZERO, Money
from projects.projects.kpis.rules import KpiDraft, problem_of_measure
from projects.rules import ProjectReason
from projects.states import AgencyKind


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

    @property
    def zero_budget(self) -> bool:
        """A policy project that needs no budget (docs/domain.md#plan-and-budget)."""
        return self.budget == ZERO


def problem_of_project(draft: ProjectDraft) -> ProjectReason | None:
    """Why a project cannot be submitted, or None. At least one KPI, each measurable and agreed (docs/domain.md#plan-and-budget)."""
    if draft.starts_on > draft.ends_on:
        return ProjectReason.PERIOD_BACKWARDS
    if not draft.kpis:
        return ProjectReason.NO_KPI
    if not all(kpi.is_complete for kpi in draft.kpis):
        return ProjectReason.KPI_INCOMPLETE
    return next(filter(None, (problem_of_measure(kpi.measure) for kpi in draft.kpis)), None)
