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


class SchemeState(StrEnum):
    """One kind of coupon."""

    DRAFT = "draft"
    APPROVED = "approved"
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


class FundSource(StrEnum):
    """Where the money comes from; tagged on every baht, never mixed (docs/domain.md#plan-and-budget)."""

    ANNUAL_BUDGET = "annual_budget"
    SME_FUND = "sme_fund"


class PayeeMode(StrEnum):
    """Who is paid: the provider, or the SME that has paid in full (docs/domain.md#schemes)."""

    PAY_PROVIDER = "pay_provider"
    REIMBURSE_SME = "reimburse_sme"


class AgencyKind(StrEnum):
    """Who may lead a project (docs/domain.md#plan-and-budget)."""

    GOVERNMENT_AGENCY = "government_agency"
    STATE_BODY = "state_body"
    STATE_ENTERPRISE = "state_enterprise"
    PRIVATE_ORGANISATION = "private_organisation"


class Sector(StrEnum):
    """The sector by which the law sizes an SME (docs/domain.md#size)."""

    MANUFACTURING = "manufacturing"
    TRADE = "trade"
    SERVICE = "service"


class SmeSize(StrEnum):
    """Size by law; micro is a legal subset of small."""

    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"


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

SCHEME_MACHINE: Machine[SchemeState] = Machine(
    "scheme",
    SchemeState.DRAFT,
    (
        Transition(SchemeState.DRAFT, "approve", SchemeState.APPROVED, "plan_approver", SUBMITTED_LIMIT),
        Transition(SchemeState.APPROVED, "open", SchemeState.OPEN, "plan_approver", SUBMITTED_LIMIT),
        Transition(SchemeState.OPEN, "pause", SchemeState.PAUSED, "plan_approver"),
        Transition(SchemeState.PAUSED, "resume", SchemeState.OPEN, "plan_approver", SUBMITTED_LIMIT),
        Transition(SchemeState.OPEN, "close", SchemeState.CLOSED, "plan_approver"),
        Transition(SchemeState.PAUSED, "close", SchemeState.CLOSED, "plan_approver", SUBMITTED_LIMIT),
    ),
)
