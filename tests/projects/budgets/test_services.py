"""Budget lines, and what is entered on them."""

from __future__ import annotations

from datetime import date

import pytest

from core.db import db
from core.errors import Forbidden
from core.money import Money
from ledger.models import LedgerLine
from projects.budgets.services.appropriate import appropriate
from projects.budgets.services.open_line import open_line
from projects.plans.services.draft_plan import draft_plan
from projects.rules import ProjectReason
from projects.states import FundSource
from tests.factories import NOW
from tests.projects.cast import refusal
from tests.projects.drafts import PLAN, ZERO_PROJECT


def test_two_lines_of_one_source_and_year_are_one_too_many(cast):
    project_id = cast.approved_project()
    cast.funded_line(project_id)
    again = refusal(lambda: open_line(project_id, FundSource.SME_FUND, 2570, actor=cast.finance, now=NOW))
    assert again is ProjectReason.LINE_EXISTS


def test_a_line_of_the_annual_budget_promises_within_its_year_and_one_of_the_fund_always(cast):
    project_id = cast.approved_project()
    for source, days in {
        FundSource.ANNUAL_BUDGET: (date(2026, 10, 1), date(2027, 9, 30)),
        FundSource.SME_FUND: (None, None),
    }.items():
        line_id = open_line(project_id, source, 2570, actor=cast.finance, now=NOW)
        line = db.session.get(LedgerLine, line_id)
        assert (line.commits_from, line.commits_until) == days


def test_no_more_is_entered_than_the_resolution_approved(cast):
    project_id = cast.approved_project()
    line_id = cast.funded_line(project_id, 4_999_999)
    assert (
        refusal(lambda: appropriate(line_id, Money.baht(2), "กค 2", actor=cast.finance, now=NOW))
        is ProjectReason.BEYOND_APPROVED_BUDGET
    )
    appropriate(line_id, Money.baht(1), "กค 3", actor=cast.finance, now=NOW)


def test_a_zero_budget_project_has_no_line(cast):
    project_id = cast.approved_project(ZERO_PROJECT)
    reason = refusal(lambda: open_line(project_id, FundSource.SME_FUND, 2570, actor=cast.finance, now=NOW))
    assert reason is ProjectReason.MONEY_ON_ZERO_BUDGET


def test_only_finance_enters_money_and_only_planners_write_plans(cast):
    project_id = cast.approved_project()
    with pytest.raises(Forbidden):
        open_line(project_id, FundSource.SME_FUND, 2570, actor=cast.officer, now=NOW)
    with pytest.raises(Forbidden):
        draft_plan(PLAN, actor=cast.finance, now=NOW)
