"""Money entered on a line, judged by table: no database, no Flask."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.money import ZERO, Money
from projects.budgets.rules import LineFacts, problem_of_appropriation
from projects.rules import ProjectReason
from projects.states import PlanState

LINE = LineFacts(PlanState.APPROVED, False, Money.baht(100), Money.baht(60))

OF_TWO = replace(LINE, approved_from_source=Money.baht(50), appropriated_from_source=Money.baht(20))


@pytest.mark.parametrize(
    ("line", "amount", "problem"),
    [
        (LINE, Money.baht(40), None),
        (LINE, Money(4001), ProjectReason.BEYOND_APPROVED_BUDGET),
        (OF_TWO, Money.baht(30), None),
        (OF_TWO, Money(3001), ProjectReason.BEYOND_APPROVED_SOURCE),
        (
            replace(OF_TWO, appropriated_on_project=Money.baht(80)),
            Money(2001),
            ProjectReason.BEYOND_APPROVED_BUDGET,
        ),
        (LINE, ZERO, ProjectReason.AMOUNT_NOT_POSITIVE),
        (replace(LINE, project_state=PlanState.SUBMITTED), Money.baht(1), ProjectReason.PROJECT_NOT_APPROVED),
        (replace(LINE, project_state=PlanState.CLOSED), Money.baht(1), ProjectReason.PROJECT_NOT_APPROVED),
        (replace(LINE, project_state=PlanState.RUNNING), Money.baht(1), None),
        (replace(LINE, zero_budget=True), Money.baht(1), ProjectReason.MONEY_ON_ZERO_BUDGET),
    ],
)
def test_a_budget_is_never_entered_above_what_was_approved(line, amount, problem):
    assert problem_of_appropriation(line, amount) is problem
