"""Projects and schemes judged by table: no database, no Flask."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from core.money import ZERO, Money
from projects.rules import (
    LineFacts,
    OpeningFacts,
    ProjectReason,
    SchemeFacts,
    SchemeHost,
    TierDraft,
    problem_of_appropriation,
    problem_of_opening,
    problem_of_project,
    problem_of_scheme,
)
from projects.states import FundSource, PayeeMode, PlanState, SchemeState, Sector, SmeSize
from tests.projects.drafts import KPI, PROJECT, a_scheme

R = ProjectReason
HOST = SchemeHost(date(2026, 10, 1), date(2027, 9, 30), False, frozenset({1, 2}))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({}, None),
        ({"kpis": ()}, R.NO_KPI),
        ({"kpis": (replace(KPI, baseline=""),)}, R.KPI_INCOMPLETE),
        ({"kpis": (replace(KPI, target=""),)}, R.KPI_INCOMPLETE),
        ({"kpis": (replace(KPI, unit_th=""),)}, R.KPI_INCOMPLETE),
        ({"kpis": (KPI, replace(KPI, agreed_on=None))}, R.KPI_INCOMPLETE),
        ({"ends_on": date(2026, 9, 30)}, R.PERIOD_BACKWARDS),
        ({"ends_on": date(2026, 10, 1)}, None),
        ({"budget": ZERO}, None),
    ],
)
def test_a_project_is_submitted_only_when_it_can_be_measured(change, problem):
    assert problem_of_project(replace(PROJECT, **change)) is problem


def test_a_project_without_budget_is_a_policy_project():
    assert replace(PROJECT, budget=ZERO).zero_budget


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({}, None),
        ({"applies_until": date(2026, 10, 31)}, R.WINDOWS_OUT_OF_ORDER),
        ({"delivers_until": date(2027, 3, 30)}, R.WINDOWS_OUT_OF_ORDER),
        ({"applies_from": date(2026, 9, 30)}, R.OUTSIDE_PROJECT_PERIOD),
        ({"delivers_until": date(2027, 10, 1)}, R.OUTSIDE_PROJECT_PERIOD),
        ({"tiers": ()}, R.NO_TIER),
        ({"tiers": (TierDraft(SmeSize.MICRO, 10_001, Money(1)),)}, R.NO_TIER),
        ({"category_ids": frozenset()}, R.NO_SERVICE_CATEGORY),
        ({"line_id": None}, R.NO_LINE),
        ({"line_id": 3}, R.LINE_OF_ANOTHER_PROJECT),
    ],
)
def test_a_scheme_stands_only_within_its_project(change, problem):
    assert problem_of_scheme(replace(a_scheme(1, 7), **change), HOST) is problem


def test_a_zero_budget_project_takes_only_schemes_without_a_line():
    host = replace(HOST, zero_budget=True)
    assert problem_of_scheme(a_scheme(1, 7), host) is R.MONEY_ON_ZERO_BUDGET
    assert problem_of_scheme(a_scheme(None, 7), host) is None


LINE = LineFacts(PlanState.APPROVED, False, Money.baht(100), Money.baht(60))


@pytest.mark.parametrize(
    ("line", "amount", "problem"),
    [
        (LINE, Money.baht(40), None),
        (LINE, Money(4001), R.BEYOND_APPROVED_BUDGET),
        (LINE, ZERO, R.AMOUNT_NOT_POSITIVE),
        (replace(LINE, project_state=PlanState.SUBMITTED), Money.baht(1), R.PROJECT_NOT_APPROVED),
        (replace(LINE, project_state=PlanState.CLOSED), Money.baht(1), R.PROJECT_NOT_APPROVED),
        (replace(LINE, project_state=PlanState.RUNNING), Money.baht(1), None),
        (replace(LINE, zero_budget=True), Money.baht(1), R.MONEY_ON_ZERO_BUDGET),
    ],
)
def test_a_budget_is_never_entered_above_what_was_approved(line, amount, problem):
    assert problem_of_appropriation(line, amount) is problem


OPENING = OpeningFacts(PlanState.RUNNING, False, Money.baht(1), date(2027, 3, 31))


@pytest.mark.parametrize(
    ("facts", "today", "problem"),
    [
        (OPENING, date(2027, 3, 31), None),
        (OPENING, date(2027, 4, 1), R.WINDOW_OVER),
        (replace(OPENING, available=ZERO), date(2027, 1, 1), R.NO_MONEY),
        (replace(OPENING, available=ZERO, zero_budget=True), date(2027, 1, 1), None),
        (replace(OPENING, project_state=PlanState.APPROVED), date(2027, 1, 1), R.PROJECT_NOT_RUNNING),
    ],
)
def test_a_scheme_opens_with_money_in_a_running_project(facts, today, problem):
    assert problem_of_opening(facts, today) is problem


FACTS = SchemeFacts(
    id=1,
    code="X",
    name_th="ก",
    name_en="a",
    project_id=1,
    state=SchemeState.OPEN,
    applies_from=date(2022, 1, 17),
    applies_until=date(2023, 8, 31),
    delivers_until=date(2023, 9, 30),
    tiers={},
    categories=frozenset(),
    sectors=frozenset(),
    provinces=frozenset(),
    payee_mode=PayeeMode.PAY_PROVIDER,
    line_id=1,
    source=FundSource.SME_FUND,
    max_open_coupons=1,
    coupon_valid_days=365,
    delivery_days=90,
)


def test_an_application_of_1_september_2566_is_late_while_delivery_that_day_is_not():
    assert not FACTS.takes_applications_on(date(2023, 9, 1))
    assert FACTS.allows_delivery_on(date(2023, 9, 1))
    assert FACTS.takes_applications_on(date(2023, 8, 31))
    assert not FACTS.takes_applications_on(date(2022, 1, 16))


def test_a_paused_scheme_takes_no_applications():
    assert not replace(FACTS, state=SchemeState.PAUSED).takes_applications_on(date(2023, 1, 1))


def test_no_sector_and_no_province_named_means_all():
    assert FACTS.serves_sector(Sector.TRADE)
    assert FACTS.serves_province("52")
    narrow = replace(FACTS, sectors=frozenset({Sector.SERVICE}), provinces=frozenset({"50"}))
    assert not narrow.serves_sector(Sector.TRADE)
    assert not narrow.serves_province("52")
