"""What may be proposed as a change of a budget. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from core.money import ZERO, Money
from ledger.states import Move
from projects.budgets.rules import CORRECTED_BY_REVERSAL, LineFacts, problem_of_appropriation
from projects.rules import ProjectReason
from projects.states import FundSource

CEILINGS = (ProjectReason.BEYOND_APPROVED_BUDGET, ProjectReason.BEYOND_APPROVED_SOURCE)
"""What money within a project, of one source, does not touch."""


@dataclass(frozen=True, slots=True)
class TransferFacts:
    """Two lines, and what the receiving one's project may still receive. Fiscal years in พ.ศ."""

    source: FundSource
    fiscal_year: int
    to_source: FundSource
    to_fiscal_year: int
    of_one_project: bool
    to: LineFacts


def problem_of_transfer(facts: TransferFacts, amount: Money) -> ProjectReason | None:
    """Why money cannot go from the one line to the other, or None.

    One source only; annual budget within its year (Budget Procedure Act B.E. 2561 section 43), the Fund's forward only
    (docs/domain.md#plan-and-budget). Within a project the ceiling of its resolution is not touched.
    """
    if facts.source is not facts.to_source:
        return ProjectReason.OTHER_SOURCE
    if facts.fiscal_year != facts.to_fiscal_year:
        if facts.source is FundSource.ANNUAL_BUDGET:
            return ProjectReason.ANNUAL_MONEY_OF_ITS_YEAR
        if facts.to_fiscal_year < facts.fiscal_year:
            return ProjectReason.FUND_MONEY_GOES_FORWARD
    problem = problem_of_appropriation(facts.to, amount)
    if problem in CEILINGS and facts.of_one_project:
        return None
    return problem


def problem_of_correction(kind: Move, returns_to: LineFacts | None, amount: Money) -> ProjectReason | None:
    """Why an entry cannot be undone, or None. `returns_to` is the line that a transfer's money comes back to, if of another project."""
    if kind not in CORRECTED_BY_REVERSAL:
        return ProjectReason.NOT_CORRECTED_SO
    if returns_to is not None and (problem := returns_to.problem_of_ceiling(amount)):
        return problem
    return None if amount > ZERO else ProjectReason.AMOUNT_NOT_POSITIVE
