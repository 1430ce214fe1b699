"""Plans, projects, schemes: their states and the closed lists they choose from."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from core.states import Machine, Transition
from core.terms import working_days

SUBMITTED_LIMIT = working_days(20)


class PlanState(StrEnum):
    """An action plan, or a project within it."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    RUNNING = "running"
    CLOSED = "closed"


class FiveYearPlanState(StrEnum):
    """A five-year plan, or a revision of one."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    """In force, until its revision is approved."""
    SUPERSEDED = "superseded"
    """Its revision was approved; it stays as it was."""


class FundSource(StrEnum):
    """Where the money comes from; tagged on every baht, never mixed (docs/domain.md#plan-and-budget)."""

    ANNUAL_BUDGET = "annual_budget"
    SME_FUND = "sme_fund"


class DecidingBody(StrEnum):
    """Whose decision a resolution is (docs/domain.md#plan-and-budget)."""

    SME_PROMOTION_BOARD = "sme_promotion_board"
    EXECUTIVE_BOARD = "executive_board"
    CABINET = "cabinet"
    BUDGET_BUREAU = "budget_bureau"
    DIRECTOR_GENERAL = "director_general"


class AgencyKind(StrEnum):
    """Who may lead a project (docs/domain.md#plan-and-budget)."""

    GOVERNMENT_AGENCY = "government_agency"
    STATE_BODY = "state_body"
    STATE_ENTERPRISE = "state_enterprise"
    PRIVATE_ORGANISATION = "private_organisation"


class KpiUnit(StrEnum):
    """What an indicator counts in."""

    SMES = "smes"
    PEOPLE = "people"
    JOBS = "jobs"
    PERCENT = "percent"
    BAHT = "baht"
    DAYS = "days"
    POINTS = "points"
    OTHER = "other"
    """In words of its own."""


class KpiDirection(StrEnum):
    """Which way is better."""

    UP = "up"
    DOWN = "down"


class KpiChangeKind(StrEnum):
    """What a change of indicators does once it is approved."""

    VERSION = "version"
    """The indicator has a new version."""
    ADDITION = "addition"
    """The project has one indicator more."""
    END = "end"
    """The indicator no longer applies from a day on."""


class KpiChangeState(StrEnum):
    """A change of indicators that one person proposes and another accepts."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class BudgetChangeKind(StrEnum):
    """What a budget change does once it is approved."""

    TRANSFER = "transfer"
    """Money that no scheme has goes to another line."""
    CORRECTION = "correction"
    """An entry that was a mistake is undone by its opposite."""


class BudgetChangeState(StrEnum):
    """A change of a budget that one person proposes and another approves."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


def _until_approved(s: Any) -> tuple[Transition[Any], ...]:
    """The way from a draft to the resolution that approves it."""
    return (
        Transition(s.DRAFT, "submit", s.SUBMITTED, "plan_officer"),
        Transition(s.SUBMITTED, "return", s.RETURNED, "plan_approver", SUBMITTED_LIMIT),
        Transition(s.RETURNED, "submit", s.SUBMITTED, "plan_officer", SUBMITTED_LIMIT),
        Transition(s.SUBMITTED, "approve", s.APPROVED, "plan_approver", SUBMITTED_LIMIT),
    )


def _plan(name: str) -> Machine[PlanState]:
    s = PlanState
    return Machine(
        name,
        s.DRAFT,
        (
            *_until_approved(s),
            Transition(s.APPROVED, "start", s.RUNNING, "plan_approver", SUBMITTED_LIMIT),
            Transition(s.RUNNING, "close", s.CLOSED, "plan_approver"),
        ),
    )


FIVE_YEAR_PLAN_MACHINE: Machine[FiveYearPlanState] = Machine(
    "five_year_plan",
    FiveYearPlanState.DRAFT,
    (
        *_until_approved(FiveYearPlanState),
        Transition(FiveYearPlanState.APPROVED, "supersede", FiveYearPlanState.SUPERSEDED, "plan_approver"),
    ),
)
PLAN_MACHINE = _plan("plan")
PROJECT_MACHINE = _plan("project")


def _change(name: str, states: Any, proposer: str) -> Machine[Any]:
    """What one person proposes and may withdraw, and another approves or rejects."""
    proposed = states.PROPOSED
    return Machine(
        name,
        proposed,
        (
            Transition(proposed, "approve", states.APPROVED, "plan_approver", SUBMITTED_LIMIT),
            Transition(proposed, "reject", states.REJECTED, "plan_approver", SUBMITTED_LIMIT),
            Transition(proposed, "withdraw", states.WITHDRAWN, proposer, SUBMITTED_LIMIT),
        ),
    )


BUDGET_CHANGE_MACHINE: Machine[BudgetChangeState] = _change(
    "budget_change", BudgetChangeState, "finance_officer"
)
KPI_CHANGE_MACHINE: Machine[KpiChangeState] = _change("kpi_change", KpiChangeState, "plan_officer")
