"""What may be entered on a budget line. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from core.clock import fiscal_year_begins
from core.money import ZERO, Money
from ledger.states import Move
from projects.rules import ProjectReason
from projects.states import FundSource, PlanState

CORRECTED_BY_REVERSAL = frozenset({Move.APPROPRIATE, Move.TRANSFER_OUT})
"""Entries that a correction undoes; a transfer is undone on both lines, from the page of the line that it left."""


@dataclass(frozen=True, slots=True)
class LineFacts:
    """A budget line as the finance officer sees it before money is put on it or moved."""

    project_state: PlanState
    zero_budget: bool
    approved_budget: Money
    appropriated_on_project: Money
    """What all lines of the project have received so far."""
    approved_from_source: Money | None = None
    """None for a project that was approved before budgets were divided by source."""
    appropriated_from_source: Money = ZERO
    """What its lines of the line's source have received."""

    @property
    def left(self) -> Money:
        """What the project may still receive on a line of this source."""
        left = self.approved_budget - self.appropriated_on_project
        if self.approved_from_source is None:
            return left
        return min(left, self.approved_from_source - self.appropriated_from_source)

    def problem_of_ceiling(self, amount: Money) -> ProjectReason | None:
        """Which ceiling so much more would break: that of its source, or that of the project; or None."""
        from_source = self.approved_from_source
        if from_source is not None and self.appropriated_from_source + amount > from_source:
            return ProjectReason.BEYOND_APPROVED_SOURCE
        if self.appropriated_on_project + amount > self.approved_budget:
            return ProjectReason.BEYOND_APPROVED_BUDGET
        return None


def commits(source: FundSource, fiscal_year: int) -> tuple[date, date] | None:
    """The first and the last day on which coupons may be promised from a line; None: any (docs/domain.md#plan-and-budget).

    Annual money is promised inside its fiscal year (พ.ศ.); the Fund's is not bound to one.
    """
    if source is not FundSource.ANNUAL_BUDGET:
        return None
    return fiscal_year_begins(fiscal_year), fiscal_year_begins(fiscal_year + 1) - timedelta(days=1)


def problem_of_appropriation(line: LineFacts, amount: Money) -> ProjectReason | None:
    """Why a budget cannot be entered, or None. Never above what the resolution approved (docs/domain.md#plan-and-budget: a hard ceiling)."""
    if amount <= ZERO:
        return ProjectReason.AMOUNT_NOT_POSITIVE
    if line.zero_budget:
        return ProjectReason.MONEY_ON_ZERO_BUDGET
    if line.project_state not in {PlanState.APPROVED, PlanState.RUNNING}:
        return ProjectReason.PROJECT_NOT_APPROVED
    return line.problem_of_ceiling(amount)
