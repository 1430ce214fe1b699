"""Projects judged by table: no database, no Flask."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from core.money import ZERO, Money
from projects.projects.rules import problem_of_project
from projects.rules import ProjectReason
from projects.states import FundSource
from tests.projects.drafts import KPI, MEASURE, PROJECT


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({}, None),
        ({"kpis": ()}, ProjectReason.NO_KPI),
        ({"kpis": (replace(KPI, measure=replace(MEASURE, baseline=None)),)}, ProjectReason.KPI_INCOMPLETE),
        ({"kpis": (replace(KPI, measure=replace(MEASURE, target=None)),)}, ProjectReason.KPI_INCOMPLETE),
        ({"kpis": (replace(KPI, measure=replace(MEASURE, unit=None)),)}, ProjectReason.KPI_INCOMPLETE),
        (
            {"kpis": (KPI, replace(KPI, measure=replace(MEASURE, agreed_on=None)))},
            ProjectReason.KPI_INCOMPLETE,
        ),
        ({"ends_on": date(2026, 9, 30)}, ProjectReason.PERIOD_BACKWARDS),
        ({"ends_on": date(2026, 10, 1)}, None),
        ({"budget": ZERO, "sources": ()}, None),
        ({"budget": ZERO}, ProjectReason.SOURCES_DO_NOT_ADD_UP),
        ({"sources": ()}, ProjectReason.NOT_DIVIDED_BY_SOURCE),
        ({"sources": ((FundSource.SME_FUND, Money(1)),)}, ProjectReason.SOURCES_DO_NOT_ADD_UP),
    ],
)
def test_a_project_is_submitted_only_when_it_can_be_measured(change, problem):
    assert problem_of_project(replace(PROJECT, **change)) is problem


def test_a_project_without_budget_is_a_policy_project():
    assert replace(PROJECT, budget=ZERO).zero_budget
