"""From a plan to an open scheme, on a real database: each verb, its two persons, its money."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

import ledger.queries
from core.db import db
from core.documents.operations import FileProblem
from core.errors import Forbidden, Refused, StateReason
from core.money import Money
from coupons.applications.offers import open_schemes
from ledger.rules import LedgerReason
from ledger.states import Kind
from projects import queries
from projects.models import ActionPlan, Project, Scheme
from projects.reference import SERVICE_CATEGORIES
from projects.rules import PlanDraft, ProjectReason
from projects.services.allot import allot
from projects.services.appropriate import appropriate
from projects.services.approve_plan import approve_plan
from projects.services.approve_project import approve_project
from projects.services.approve_scheme import approve_scheme
from projects.services.change_plan import change_plan
from projects.services.change_project import change_project
from projects.services.change_scheme import change_scheme
from projects.services.close_plan import close_plan
from projects.services.close_project import close_project
from projects.services.close_scheme import close_scheme
from projects.services.draft_plan import draft_plan
from projects.services.draft_project import draft_project
from projects.services.draft_scheme import draft_scheme
from projects.services.open_line import open_line
from projects.services.open_scheme import open_scheme
from projects.services.pause_scheme import pause_scheme
from projects.services.resume_scheme import resume_scheme
from projects.services.return_plan import return_plan
from projects.services.seed_reference import seed_reference
from projects.services.start_plan import start_plan
from projects.services.start_project import start_project
from projects.services.submit_plan import submit_plan
from projects.services.submit_project import submit_project
from projects.services.take_back import take_back
from projects.states import FundSource, PlanState, SchemeState
from tests.factories import NOW
from tests.projects.cast import Cast
from tests.projects.drafts import PLAN, PROJECT, ZERO_PROJECT, a_resolution, a_scheme

pytestmark = pytest.mark.usefixtures("db_app")
R = ProjectReason


@pytest.fixture
def cast(db_app) -> Cast:
    return Cast()


def refusal(call) -> object:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.reason


def state_of(model, key):
    db.session.expire_all()
    return db.session.get(model, key).state


def test_the_walk_from_a_plan_to_an_open_scheme(cast):
    project_id = cast.approved_project()
    start_project(project_id, actor=cast.approver, now=NOW)
    line_id = cast.funded_line(project_id)
    scheme_id = cast.approved_scheme(project_id, line_id)
    allot(scheme_id, Money.baht(400_000), "กค 0401/2", actor=cast.finance, now=NOW)
    open_scheme(scheme_id, actor=cast.approver, now=NOW)

    assert state_of(Scheme, scheme_id) is SchemeState.OPEN
    page = queries.line_page(db.session(), line_id)
    assert page.free == Money.baht(600_000)
    assert page.purse.received == Money.baht(1_000_000)
    assert [purse.available for _scheme, purse in page.schemes] == [Money.baht(400_000)]
    (taking,) = open_schemes(db.session(), date(2026, 11, 22))
    assert (taking.id, taking.line.source) == (scheme_id, FundSource.SME_FUND)


def test_a_plan_of_no_project_is_not_submitted(cast):
    plan_id = draft_plan(PLAN, actor=cast.officer, now=NOW)
    assert refusal(lambda: submit_plan(plan_id, actor=cast.officer, now=NOW)) is R.NO_PROJECT_IN_PLAN


def test_who_submitted_a_plan_cannot_approve_it(cast):
    plan_id = draft_plan(PLAN, actor=cast.both, now=NOW)
    draft_project(plan_id, PROJECT, actor=cast.both, now=NOW)
    submit_plan(plan_id, actor=cast.both, now=NOW)
    assert (
        refusal(lambda: approve_plan(plan_id, a_resolution(), actor=cast.both, now=NOW)) is R.WRITTEN_BY_YOU
    )
    assert state_of(ActionPlan, plan_id) is PlanState.SUBMITTED


def test_who_submitted_a_project_cannot_approve_it(cast):
    project_id = draft_project(cast.approved_plan(), PROJECT, actor=cast.both, now=NOW)
    submit_project(project_id, actor=cast.both, now=NOW)
    reason = refusal(lambda: approve_project(project_id, a_resolution(), actor=cast.both, now=NOW))
    assert reason is R.WRITTEN_BY_YOU


def test_who_wrote_a_scheme_cannot_approve_it(cast):
    project_id = cast.approved_project()
    line_id = cast.funded_line(project_id)
    scheme_id = draft_scheme(project_id, a_scheme(line_id, cast.category), actor=cast.both, now=NOW)
    assert (
        refusal(lambda: approve_scheme(scheme_id, a_resolution(), actor=cast.both, now=NOW))
        is R.WRITTEN_BY_YOU
    )


def test_a_returned_plan_is_corrected_and_submitted_again(cast):
    plan_id = draft_plan(PLAN, actor=cast.officer, now=NOW)
    draft_project(plan_id, PROJECT, actor=cast.officer, now=NOW)
    submit_plan(plan_id, actor=cast.officer, now=NOW)
    return_plan(plan_id, "ขาดชื่อภาษาอังกฤษ", actor=cast.approver, now=NOW)
    change_plan(plan_id, PlanDraft(2570, "ใหม่", "New"), actor=cast.officer, now=NOW)
    submit_plan(plan_id, actor=cast.officer, now=NOW)
    assert state_of(ActionPlan, plan_id) is PlanState.SUBMITTED


def test_what_lies_before_the_approver_is_not_changed(cast):
    plan_id = draft_plan(PLAN, actor=cast.officer, now=NOW)
    draft_project(plan_id, PROJECT, actor=cast.officer, now=NOW)
    submit_plan(plan_id, actor=cast.officer, now=NOW)
    assert refusal(lambda: change_plan(plan_id, PLAN, actor=cast.officer, now=NOW)) is R.NOT_EDITABLE


def test_approving_twice_has_one_effect(cast):
    plan_id = cast.approved_plan()
    reason = refusal(lambda: approve_plan(plan_id, a_resolution(), actor=cast.approver, now=NOW))
    assert reason is StateReason.MOVED_ON


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"taken_on": (NOW + timedelta(days=1)).date()}, R.RESOLUTION_IN_FUTURE),
        ({"content": b""}, FileProblem.EMPTY),
        ({"content": b"MZ\x90 no paper"}, FileProblem.WRONG_KIND),
    ],
)
def test_a_resolution_is_a_signed_paper_of_a_past_day(cast, change, reason):
    plan_id = draft_plan(PLAN, actor=cast.officer, now=NOW)
    draft_project(plan_id, PROJECT, actor=cast.officer, now=NOW)
    submit_plan(plan_id, actor=cast.officer, now=NOW)
    paper = a_resolution(**change)
    assert refusal(lambda: approve_plan(plan_id, paper, actor=cast.approver, now=NOW)) is reason


def test_a_project_code_is_used_once(cast):
    plan_id = cast.approved_plan()
    draft_project(plan_id, PROJECT, actor=cast.officer, now=NOW)
    assert refusal(lambda: draft_project(plan_id, PROJECT, actor=cast.officer, now=NOW)) is R.CODE_TAKEN


def test_a_changed_project_keeps_only_the_indicators_it_now_has(cast):
    project_id = draft_project(cast.approved_plan(), PROJECT, actor=cast.officer, now=NOW)
    change_project(project_id, replace(PROJECT, kpis=()), actor=cast.officer, now=NOW)
    assert refusal(lambda: submit_project(project_id, actor=cast.officer, now=NOW)) is R.NO_KPI


def test_two_lines_of_one_source_and_year_are_one_too_many(cast):
    project_id = cast.approved_project()
    cast.funded_line(project_id)
    again = refusal(lambda: open_line(project_id, FundSource.SME_FUND, 2570, actor=cast.finance, now=NOW))
    assert again is R.LINE_EXISTS


def test_no_more_is_entered_than_the_resolution_approved(cast):
    project_id = cast.approved_project()
    line_id = cast.funded_line(project_id, 4_999_999)
    assert (
        refusal(lambda: appropriate(line_id, Money.baht(2), "กค 2", actor=cast.finance, now=NOW))
        is R.BEYOND_APPROVED_BUDGET
    )
    appropriate(line_id, Money.baht(1), "กค 3", actor=cast.finance, now=NOW)


def test_no_more_is_allotted_than_the_line_has(cast):
    project_id = cast.approved_project()
    line_id = cast.funded_line(project_id, 100)
    scheme_id = cast.approved_scheme(project_id, line_id)
    with pytest.raises(Refused) as caught:
        allot(scheme_id, Money(10_001), "กค 2", actor=cast.finance, now=NOW)
    assert caught.value.reason is LedgerReason.NOT_ENOUGH_AVAILABLE
    assert caught.value.facts["left"] == "100.00"


def test_what_no_coupon_was_promised_may_be_taken_back(cast):
    project_id = cast.approved_project()
    line_id = cast.funded_line(project_id, 100)
    scheme_id = cast.approved_scheme(project_id, line_id)
    allot(scheme_id, Money.baht(100), "กค 2", actor=cast.finance, now=NOW)
    take_back(scheme_id, Money.baht(30), "กค 3", actor=cast.finance, now=NOW)
    assert ledger.queries.balance_of(db.session(), line_id, None, Kind.AVAILABLE) == Money.baht(30)
    assert ledger.queries.balance_of(db.session(), line_id, scheme_id, Kind.AVAILABLE) == Money.baht(70)
    too_much = refusal(lambda: take_back(scheme_id, Money.baht(71), "กค 4", actor=cast.finance, now=NOW))
    assert too_much is LedgerReason.NOT_ENOUGH_AVAILABLE


def test_a_scheme_without_money_does_not_open(cast):
    project_id = cast.approved_project()
    start_project(project_id, actor=cast.approver, now=NOW)
    scheme_id = cast.approved_scheme(project_id, cast.funded_line(project_id))
    assert refusal(lambda: open_scheme(scheme_id, actor=cast.approver, now=NOW)) is R.NO_MONEY


def test_a_zero_budget_scheme_opens_without_money(cast):
    project_id = cast.approved_project(ZERO_PROJECT)
    start_project(project_id, actor=cast.approver, now=NOW)
    scheme_id = cast.approved_scheme(project_id, None)
    open_scheme(scheme_id, actor=cast.approver, now=NOW)
    assert state_of(Scheme, scheme_id) is SchemeState.OPEN
    assert (
        refusal(lambda: allot(scheme_id, Money(1), "x", actor=cast.finance, now=NOW))
        is R.MONEY_ON_ZERO_BUDGET
    )


def test_a_zero_budget_project_has_no_line(cast):
    project_id = cast.approved_project(ZERO_PROJECT)
    reason = refusal(lambda: open_line(project_id, FundSource.SME_FUND, 2570, actor=cast.finance, now=NOW))
    assert reason is R.MONEY_ON_ZERO_BUDGET


def test_a_draft_scheme_changes_and_an_approved_one_does_not(cast):
    project_id = cast.approved_project()
    line_id = cast.funded_line(project_id)
    scheme_id = draft_scheme(project_id, a_scheme(line_id, cast.category), actor=cast.officer, now=NOW)
    new = a_scheme(
        line_id, cast.category, tiers=a_scheme(line_id, cast.category).tiers[:1], provinces=frozenset({"52"})
    )
    change_scheme(scheme_id, new, actor=cast.officer, now=NOW)
    facts = queries.facts_of(db.session.get_one(Scheme, scheme_id))
    assert len(facts.tiers) == 1
    assert facts.provinces == {"52"}
    approve_scheme(scheme_id, a_resolution(), actor=cast.approver, now=NOW)
    assert refusal(lambda: change_scheme(scheme_id, new, actor=cast.officer, now=NOW)) is R.NOT_EDITABLE


def test_a_scheme_pauses_resumes_and_closes_and_then_its_project_and_plan_may(cast):
    project_id = cast.approved_project()
    start_project(project_id, actor=cast.approver, now=NOW)
    scheme_id = cast.approved_scheme(project_id, cast.funded_line(project_id))
    allot(scheme_id, Money.baht(1), "กค 2", actor=cast.finance, now=NOW)
    open_scheme(scheme_id, actor=cast.approver, now=NOW)
    pause_scheme(scheme_id, "ตรวจสอบ", actor=cast.approver, now=NOW)
    assert open_schemes(db.session(), date(2026, 11, 22)) == []
    assert refusal(lambda: close_project(project_id, actor=cast.approver, now=NOW)) is R.OPEN_SCHEMES
    resume_scheme(scheme_id, actor=cast.approver, now=NOW)
    close_scheme(scheme_id, actor=cast.approver, now=NOW)
    plan_id = db.session.get(Project, project_id).plan_id
    start_plan(plan_id, actor=cast.approver, now=NOW)
    assert refusal(lambda: close_plan(plan_id, actor=cast.approver, now=NOW)) is R.PROJECTS_STILL_RUNNING
    close_project(project_id, actor=cast.approver, now=NOW)
    close_plan(plan_id, actor=cast.approver, now=NOW)
    assert state_of(ActionPlan, plan_id) is PlanState.CLOSED


def test_only_finance_enters_money_and_only_planners_write_plans(cast):
    project_id = cast.approved_project()
    with pytest.raises(Forbidden):
        open_line(project_id, FundSource.SME_FUND, 2570, actor=cast.officer, now=NOW)
    with pytest.raises(Forbidden):
        draft_plan(PLAN, actor=cast.finance, now=NOW)


def test_seeding_the_categories_twice_adds_them_once(cast):
    assert seed_reference(actor=cast.officer, now=NOW) == 0
    assert len(queries.categories(db.session())) == len(SERVICE_CATEGORIES)
