"""What a plan, a project, a budget and a scheme must be before someone may sign for them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from core.money import FULL_SHARE_BP, ZERO, Money
from projects.states import AgencyKind, FundSource, PayeeMode, PlanState, SchemeState, Sector, SmeSize

EARLIEST_FISCAL_YEAR = 2560
LATEST_FISCAL_YEAR = 2700
"""Years of the Buddhist era in which a plan may be made; a guard against typing slips, not a rule of law."""
LONGEST_DAYS = 3650
"""Ten years: the longest a coupon or a delivery may be given; a guard against typing slips."""


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


@dataclass(frozen=True, slots=True)
class TierDraft:
    """What the state pays for one size: a share in basis points, and a cap."""

    size: SmeSize
    share_bp: int
    cap: Money


@dataclass(frozen=True, slots=True)
class SchemeDraft:
    """All parameters of one kind of coupon, as data effective on its own days (docs/domain.md#schemes)."""

    code: str
    name_th: str
    name_en: str
    purpose_th: str
    purpose_en: str
    line_id: int | None
    payee_mode: PayeeMode
    applies_from: date
    applies_until: date
    delivers_until: date
    coupon_valid_days: int
    delivery_days: int
    max_open_coupons: int
    tiers: tuple[TierDraft, ...]
    category_ids: frozenset[int]
    sectors: frozenset[Sector] = frozenset()
    provinces: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SchemeHost:
    """The project that a scheme belongs to, as far as the scheme's parameters depend on it."""

    starts_on: date
    ends_on: date
    zero_budget: bool
    line_ids: frozenset[int]


def problem_of_scheme(draft: SchemeDraft, host: SchemeHost) -> ProjectReason | None:
    """Why these parameters cannot stand, or None."""
    if not draft.applies_from <= draft.applies_until <= draft.delivers_until:
        return ProjectReason.WINDOWS_OUT_OF_ORDER
    if draft.applies_from < host.starts_on or draft.delivers_until > host.ends_on:
        return ProjectReason.OUTSIDE_PROJECT_PERIOD
    if not draft.tiers or any(not 0 <= tier.share_bp <= FULL_SHARE_BP for tier in draft.tiers):
        return ProjectReason.NO_TIER
    if not draft.category_ids:
        return ProjectReason.NO_SERVICE_CATEGORY
    return _problem_of_line(draft.line_id, host)


def _problem_of_line(line_id: int | None, host: SchemeHost) -> ProjectReason | None:
    """A scheme spends one line of its own project; in a zero-budget project it spends none (docs/domain.md#plan-and-budget)."""
    if line_id is None:
        return None if host.zero_budget else ProjectReason.NO_LINE
    if host.zero_budget:
        return ProjectReason.MONEY_ON_ZERO_BUDGET
    return None if line_id in host.line_ids else ProjectReason.LINE_OF_ANOTHER_PROJECT


@dataclass(frozen=True, slots=True)
class OpeningFacts:
    """What decides whether a scheme may open."""

    project_state: PlanState
    zero_budget: bool
    available: Money
    applies_until: date


def problem_of_opening(facts: OpeningFacts, today: date) -> ProjectReason | None:
    """Why a scheme cannot open, or None: its project runs, its window is not over, and there is money unless none is meant."""
    if facts.project_state is not PlanState.RUNNING:
        return ProjectReason.PROJECT_NOT_RUNNING
    if facts.applies_until < today:
        return ProjectReason.WINDOW_OVER
    if not facts.zero_budget and facts.available <= ZERO:
        return ProjectReason.NO_MONEY
    return None


@dataclass(frozen=True, slots=True)
class SchemeFacts:
    """A scheme as the rooms above read it when they decide.

    `tiers` maps a size to (share in basis points, cap); a size without a tier is not eligible.
    Empty `sectors` or `provinces` means all of them.
    """

    id: int
    code: str
    name_th: str
    name_en: str
    project_id: int
    state: SchemeState
    applies_from: date
    applies_until: date
    delivers_until: date
    tiers: Mapping[SmeSize, tuple[int, Money]]
    categories: frozenset[int]
    sectors: frozenset[Sector]
    provinces: frozenset[str]
    payee_mode: PayeeMode
    line_id: int | None
    source: FundSource | None
    max_open_coupons: int
    coupon_valid_days: int
    delivery_days: int
    project_state: PlanState = field(default=PlanState.RUNNING)

    def takes_applications_on(self, day: date) -> bool:
        """Whether an SME may apply on that day. The first and the last day are included (docs/domain.md#schemes)."""
        return self.state is SchemeState.OPEN and self.applies_from <= day <= self.applies_until

    def allows_delivery_on(self, day: date) -> bool:
        """Whether a service may be delivered on that day: later than applying, by rule (docs/domain.md#schemes)."""
        return day <= self.delivers_until

    def serves_sector(self, sector: Sector) -> bool:
        """Whether the scheme is for that sector."""
        return not self.sectors or sector in self.sectors

    def serves_province(self, province_code: str) -> bool:
        """Whether the scheme is for SMEs of that province."""
        return not self.provinces or province_code in self.provinces
