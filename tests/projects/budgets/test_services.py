"""Budget lines, and what is entered on them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from core.db import db, transaction
from core.errors import Forbidden, Refused
from core.money import Money
from ledger.models import LedgerLine
from projects.budgets.services.appropriate import appropriate
from projects.budgets.services.open_line import open_line
from projects.models import Project
from projects.plans.services.draft_plan import draft_plan
from projects.projects.services.change_project import change_project
from projects.projects.services.draft_project import draft_project
from projects.projects.services.submit_project import submit_project
from projects.rules import ProjectReason
from projects.states import FundSource
from tests.factories import NOW, World, build
from tests.projects.cast import refusal
from tests.projects.drafts import PLAN, PROJECT, TWO_SOURCES, ZERO_PROJECT


def test_two_lines_of_one_source_and_year_are_one_too_many(cast):
    project_id = cast.approved_project()
    cast.funded_line(project_id)
    again = refusal(lambda: open_line(project_id, FundSource.SME_FUND, 2570, actor=cast.finance, now=NOW))
    assert again is ProjectReason.LINE_EXISTS


def test_a_line_of_the_annual_budget_promises_within_its_year_and_one_of_the_fund_always(cast):
    project_id = cast.approved_project(TWO_SOURCES)
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
        is ProjectReason.BEYOND_APPROVED_SOURCE
    )
    appropriate(line_id, Money.baht(1), "กค 3", actor=cast.finance, now=NOW)


def test_no_more_is_entered_from_a_source_than_was_approved_from_it(cast):
    project_id = cast.approved_project(TWO_SOURCES)
    fund = cast.funded_line(project_id, 1_000_000)
    annual = open_line(project_id, FundSource.ANNUAL_BUDGET, 2570, actor=cast.finance, now=NOW)
    appropriate(annual, Money.baht(3_000_000), "กค 2", actor=cast.finance, now=NOW)
    later = open_line(project_id, FundSource.SME_FUND, 2571, actor=cast.finance, now=NOW)
    with pytest.raises(Refused) as caught:
        appropriate(later, Money.baht(1_000_001), "กค 3", actor=cast.finance, now=NOW)
    assert caught.value.reason is ProjectReason.BEYOND_APPROVED_SOURCE
    assert caught.value.facts == {"left": str(Money.baht(1_000_000))}
    appropriate(fund, Money.baht(1_000_000), "กค 4", actor=cast.finance, now=NOW)


def test_a_source_of_which_nothing_was_approved_has_no_line(cast):
    project_id = cast.approved_project()
    reason = refusal(
        lambda: open_line(project_id, FundSource.ANNUAL_BUDGET, 2570, actor=cast.finance, now=NOW)
    )
    assert reason is ProjectReason.SOURCE_NOT_APPROVED


def test_what_was_approved_before_it_was_divided_keeps_its_one_ceiling(cast):
    world = World(first=700)
    project_id = build(lambda tx: world.project(tx).id)
    line_id = open_line(project_id, FundSource.SME_FUND, 2570, actor=cast.finance, now=NOW)
    whole = Money(db.session.get_one(Project, project_id).budget_satang)
    appropriate(line_id, whole, "กค 1", actor=cast.finance, now=NOW)
    reason = refusal(lambda: appropriate(line_id, Money(1), "กค 2", actor=cast.finance, now=NOW))
    assert reason is ProjectReason.BEYOND_APPROVED_BUDGET


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE source_budgets SET amount_satang = amount_satang + 1", "never changed"),
        ("DELETE FROM source_budgets", "never changed"),
        ("UPDATE projects SET budget_satang = budget_satang + 1", "do not add up"),
    ],
)
def test_the_database_keeps_what_was_approved_by_source(cast, statement, words):
    cast.approved_project()
    with pytest.raises(IntegrityError, match=words), transaction() as tx:
        tx.execute(sa.text(statement))


def test_a_draft_may_leave_its_sources_open_and_is_not_submitted_so(cast):
    plan_id = cast.approved_plan()
    by = {"actor": cast.officer, "now": NOW}
    short = replace(PROJECT, sources=((FundSource.SME_FUND, Money.baht(1)),))
    assert refusal(lambda: draft_project(plan_id, short, **by)) is ProjectReason.SOURCES_DO_NOT_ADD_UP
    project_id = draft_project(plan_id, replace(PROJECT, sources=()), **by)
    assert refusal(lambda: submit_project(project_id, **by)) is ProjectReason.NOT_DIVIDED_BY_SOURCE
    change_project(project_id, TWO_SOURCES, **by)
    change_project(project_id, replace(TWO_SOURCES, sources=PROJECT.sources), **by)
    submit_project(project_id, **by)


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
