"""What a plan, a project, a budget and a scheme must be before someone may sign for them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.money import ZERO, Money
from projects.states import AgencyKind, PlanState

EARLIEST_FISCAL_YEAR = 2560
LATEST_FISCAL_YEAR = 2700
"""Years of the Buddhist era in which a plan may be made; a guard against typing slips, not a rule of law."""


class ProjectReason(StrEnum):
    """Why something about a plan, a project, its money or a scheme was refused."""

    AMOUNT_NOT_POSITIVE = "amount_not_positive"
    BEYOND_APPROVED_BUDGET = "beyond_approved_budget"
    CODE_TAKEN = "code_taken"
    KPI_INCOMPLETE = "kpi_incomplete"
    LINE_EXISTS = "line_exists"
    LINE_OF_ANOTHER_PROJECT = "line_of_another_project"
    MONEY_ON_ZERO_BUDGET = "money_on_zero_budget"
    NO_KPI = "no_kpi"
    NO_LINE = "no_line"
    NO_MONEY = "no_money"
    NO_PROJECT_IN_PLAN = "no_project_in_plan"
    NO_SERVICE_CATEGORY = "no_service_category"
    NO_TIER = "no_tier"
    NOT_EDITABLE = "not_editable"
    OPEN_SCHEMES = "open_schemes"
    OUTSIDE_PROJECT_PERIOD = "outside_project_period"
    PERIOD_BACKWARDS = "period_backwards"
    PLAN_NOT_APPROVED = "plan_not_approved"
    PROJECT_NOT_APPROVED = "project_not_approved"
    PROJECT_NOT_RUNNING = "project_not_running"
    PROJECTS_STILL_RUNNING = "projects_still_running"
    RESOLUTION_IN_FUTURE = "resolution_in_future"
    SCHEME_TAKES_NO_MONEY = "scheme_takes_no_money"
    WINDOW_OVER = "window_over"
    WINDOWS_OUT_OF_ORDER = "windows_out_of_order"
    WRITTEN_BY_YOU = "written_by_you"
    """Who wrote, changed or submitted any of it does not approve it."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """The paper of an approval: its number, its day and the signed file (docs/domain.md#plan-and-budget)."""

    number: str
    taken_on: date
    file_name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """What is written down about an action plan. `fiscal_year` in พ.ศ."""

    fiscal_year: int
    name_th: str
    name_en: str


@dataclass(frozen=True, slots=True)
class KpiDraft:
    """One indicator; the lead agency has agreed on `agreed_on` that it can deliver it (docs/domain.md#plan-and-budget)."""

    name_th: str
    name_en: str
    unit_th: str
    unit_en: str
    baseline: str
    target: str
    agreed_on: date | None

    @property
    def is_complete(self) -> bool:
        """Whether it can be measured: named, with unit, baseline, target and the agency's agreement."""
        return bool(self.name_th and self.unit_th and self.baseline and self.target and self.agreed_on)


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
    return None


@dataclass(frozen=True, slots=True)
class LineFacts:
    """A budget line as the finance officer sees it before money is put on it or moved."""

    project_state: PlanState
    zero_budget: bool
    approved_budget: Money
    appropriated_on_project: Money
    """What all lines of the project have received so far."""


def problem_of_appropriation(line: LineFacts, amount: Money) -> ProjectReason | None:
    """Why a budget cannot be entered, or None. Never above what the resolution approved (docs/domain.md#plan-and-budget: a hard ceiling)."""
    if amount <= ZERO:
        return ProjectReason.AMOUNT_NOT_POSITIVE
    if line.zero_budget:
        return ProjectReason.MONEY_ON_ZERO_BUDGET
    if line.project_state not in {PlanState.APPROVED, PlanState.RUNNING}:
        return ProjectReason.PROJECT_NOT_APPROVED
    if line.appropriated_on_project + amount > line.approved_budget:
        return ProjectReason.BEYOND_APPROVED_BUDGET
    return None
