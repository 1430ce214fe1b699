"""Schemes judged by table: no database, no Flask."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from core.money import ZERO, Money
from projects.rules import ProjectReason
from projects.states import PlanState
from schemes.rules import OpeningFacts, SchemeHost, TierDraft, problem_of_opening, problem_of_scheme
from schemes.states import SmeSize
from tests.schemes.drafts import a_scheme

HOST = SchemeHost(date(2026, 10, 1), date(2027, 9, 30), False, frozenset({1, 2}))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({}, None),
        ({"applies_until": date(2026, 10, 31)}, ProjectReason.WINDOWS_OUT_OF_ORDER),
        ({"delivers_until": date(2027, 3, 30)}, ProjectReason.WINDOWS_OUT_OF_ORDER),
        ({"applies_from": date(2026, 9, 30)}, ProjectReason.OUTSIDE_PROJECT_PERIOD),
        ({"delivers_until": date(2027, 10, 1)}, ProjectReason.OUTSIDE_PROJECT_PERIOD),
        ({"tiers": ()}, ProjectReason.NO_TIER),
        ({"tiers": (TierDraft(SmeSize.MICRO, 10_001, Money(1)),)}, ProjectReason.NO_TIER),
        ({"category_ids": frozenset()}, ProjectReason.NO_SERVICE_CATEGORY),
        ({"line_id": None}, ProjectReason.NO_LINE),
        ({"line_id": 3}, ProjectReason.LINE_OF_ANOTHER_PROJECT),
    ],
)
def test_a_scheme_stands_only_within_its_project(change, problem):
    assert problem_of_scheme(replace(a_scheme(1, 7), **change), HOST) is problem


def test_a_zero_budget_project_takes_only_schemes_without_a_line():
    host = replace(HOST, zero_budget=True)
    assert problem_of_scheme(a_scheme(1, 7), host) is ProjectReason.MONEY_ON_ZERO_BUDGET
    assert problem_of_scheme(a_scheme(None, 7), host) is None


OPENING = OpeningFacts(PlanState.RUNNING, False, Money.baht(1), date(2027, 3, 31))


@pytest.mark.parametrize(
    ("facts", "today", "problem"),
    [
        (OPENING, date(2027, 3, 31), None),
        (OPENING, date(2027, 4, 1), ProjectReason.WINDOW_OVER),
        (replace(OPENING, available=ZERO), date(2027, 1, 1), ProjectReason.NO_MONEY),
        (replace(OPENING, available=ZERO, zero_budget=True), date(2027, 1, 1), None),
        (
            replace(OPENING, project_state=PlanState.APPROVED),
            date(2027, 1, 1),
            ProjectReason.PROJECT_NOT_RUNNING,
        ),
    ],
)
def test_a_scheme_opens_with_money_in_a_running_project(facts, today, problem):
    assert problem_of_opening(facts, today) is problem
