"""Plans, projects, schemes: their states and the closed lists they choose from."""

from __future__ import annotations

from enum import StrEnum

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


def _plan(name: str) -> Machine[PlanState]:
    s = PlanState
    return Machine(
        name,
        s.DRAFT,
        (
            Transition(s.DRAFT, "submit", s.SUBMITTED, "plan_officer"),
            Transition(s.SUBMITTED, "return", s.RETURNED, "plan_approver", SUBMITTED_LIMIT),
            Transition(s.RETURNED, "submit", s.SUBMITTED, "plan_officer", SUBMITTED_LIMIT),
            Transition(s.SUBMITTED, "approve", s.APPROVED, "plan_approver", SUBMITTED_LIMIT),
            Transition(s.APPROVED, "start", s.RUNNING, "plan_approver", SUBMITTED_LIMIT),
            Transition(s.RUNNING, "close", s.CLOSED, "plan_approver"),
        ),
    )


PLAN_MACHINE = _plan("plan")
PROJECT_MACHINE = _plan("project")
BUDGET_CHANGE_MACHINE: Machine[BudgetChangeState] = Machine(
    "budget_change",
    BudgetChangeState.PROPOSED,
    (
        Transition(
            BudgetChangeState.PROPOSED,
            "approve",
            BudgetChangeState.APPROVED,
            "plan_approver",
            SUBMITTED_LIMIT,
        ),
        Transition(
            BudgetChangeState.PROPOSED, "reject", BudgetChangeState.REJECTED, "plan_approver", SUBMITTED_LIMIT
        ),
        Transition(
            BudgetChangeState.PROPOSED,
            "withdraw",
            BudgetChangeState.WITHDRAWN,
            "finance_officer",
            SUBMITTED_LIMIT,
        ),
    ),
)
