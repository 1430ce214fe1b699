"""From an approved project to an open scheme, on a real database: each verb, its two persons, its money."""

from __future__ import annotations

from datetime import date

import pytest

import ledger.queries
from core.db import db
from core.errors import Refused
from core.money import Money
from coupons.applications.offers import open_schemes
from ledger.rules import LedgerReason
from ledger.states import Kind
from projects.budgets.queries import line_page
from projects.models import ActionPlan, Project
from projects.plans.services.close_plan import close_plan
from projects.plans.services.start_plan import start_plan
from projects.projects.services.close_project import close_project
from projects.projects.services.start_project import start_project
from projects.rules import ProjectReason
from projects.states import FundSource, PlanState
from schemes import queries
from schemes.categories.reference import SERVICE_CATEGORIES
from schemes.categories.services.seed_reference import seed_reference
from schemes.models import Scheme
from schemes.services.allot import allot
from schemes.services.approve_scheme import approve_scheme
from schemes.services.change_scheme import change_scheme
from schemes.services.close_scheme import close_scheme
from schemes.services.draft_scheme import draft_scheme
from schemes.services.open_scheme import open_scheme
from schemes.services.pause_scheme import pause_scheme
from schemes.services.resume_scheme import resume_scheme
from schemes.services.take_back import take_back
from schemes.states import SchemeState
from tests.factories import NOW, TODAY
from tests.projects.cast import refusal, state_of
from tests.projects.drafts import ZERO_PROJECT, a_resolution
from tests.schemes.drafts import a_scheme
from tests.terms import first_version


def test_the_walk_from_a_plan_to_an_open_scheme(cast):
    project_id = cast.approved_project()
    start_project(project_id, actor=cast.approver, now=NOW)
    line_id = cast.funded_line(project_id)
    scheme_id = cast.approved_scheme(project_id, line_id)
    allot(scheme_id, Money.baht(400_000), "กค 0401/2", actor=cast.finance, now=NOW)
    open_scheme(scheme_id, actor=cast.approver, now=NOW)

    assert state_of(Scheme, scheme_id) is SchemeState.OPEN
    page = line_page(db.session(), line_id, TODAY)
    assert page.free == Money.baht(600_000)
    assert page.purse.received == Money.baht(1_000_000)
    assert [purse.available for _scheme, purse in page.schemes] == [Money.baht(400_000)]
    (taking,) = open_schemes(db.session(), date(2026, 11, 22))
    assert (taking.id, taking.line.source) == (scheme_id, FundSource.SME_FUND)


def test_who_wrote_a_scheme_cannot_approve_it(cast):
    project_id = cast.approved_project()
    line_id = cast.funded_line(project_id)
    scheme_id = draft_scheme(project_id, a_scheme(line_id, cast.category), actor=cast.both, now=NOW)
    assert (
        refusal(lambda: approve_scheme(scheme_id, a_resolution(), actor=cast.both, now=NOW))
        is ProjectReason.WRITTEN_BY_YOU
    )


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
    assert refusal(lambda: open_scheme(scheme_id, actor=cast.approver, now=NOW)) is ProjectReason.NO_MONEY


def test_a_zero_budget_scheme_opens_without_money(cast):
    project_id = cast.approved_project(ZERO_PROJECT)
    start_project(project_id, actor=cast.approver, now=NOW)
    scheme_id = cast.approved_scheme(project_id, None)
    open_scheme(scheme_id, actor=cast.approver, now=NOW)
    assert state_of(Scheme, scheme_id) is SchemeState.OPEN
    assert (
        refusal(lambda: allot(scheme_id, Money(1), "x", actor=cast.finance, now=NOW))
        is ProjectReason.MONEY_ON_ZERO_BUDGET
    )


def test_a_draft_scheme_changes_and_an_approved_one_does_not(cast):
    project_id = cast.approved_project()
    line_id = cast.funded_line(project_id)
    scheme_id = draft_scheme(project_id, a_scheme(line_id, cast.category), actor=cast.officer, now=NOW)
    new = a_scheme(
        line_id, cast.category, tiers=a_scheme(line_id, cast.category).tiers[:1], provinces=frozenset({"52"})
    )
    change_scheme(scheme_id, new, actor=cast.officer, now=NOW)
    written = queries.read_scheme(
        db.session.get_one(Scheme, scheme_id), first_version(db.session(), scheme_id)
    )
    assert len(written.tiers) == 1
    assert written.provinces == {"52"}
    approve_scheme(scheme_id, a_resolution(), actor=cast.approver, now=NOW)
    assert (
        refusal(lambda: change_scheme(scheme_id, new, actor=cast.officer, now=NOW))
        is ProjectReason.NOT_EDITABLE
    )


def test_a_scheme_pauses_resumes_and_closes_and_then_its_project_and_plan_may(cast):
    project_id = cast.approved_project()
    start_project(project_id, actor=cast.approver, now=NOW)
    scheme_id = cast.approved_scheme(project_id, cast.funded_line(project_id))
    allot(scheme_id, Money.baht(1), "กค 2", actor=cast.finance, now=NOW)
    open_scheme(scheme_id, actor=cast.approver, now=NOW)
    pause_scheme(scheme_id, "ตรวจสอบ", actor=cast.approver, now=NOW)
    assert open_schemes(db.session(), date(2026, 11, 22)) == []
    assert (
        refusal(lambda: close_project(project_id, actor=cast.approver, now=NOW)) is ProjectReason.OPEN_SCHEMES
    )
    resume_scheme(scheme_id, actor=cast.approver, now=NOW)
    close_scheme(scheme_id, actor=cast.approver, now=NOW)
    plan_id = db.session.get(Project, project_id).plan_id
    start_plan(plan_id, actor=cast.approver, now=NOW)
    assert (
        refusal(lambda: close_plan(plan_id, actor=cast.approver, now=NOW))
        is ProjectReason.PROJECTS_STILL_RUNNING
    )
    close_project(project_id, actor=cast.approver, now=NOW)
    close_plan(plan_id, actor=cast.approver, now=NOW)
    assert state_of(ActionPlan, plan_id) is PlanState.CLOSED


def test_seeding_the_categories_twice_adds_them_once(cast):
    assert seed_reference(actor=cast.officer, now=NOW) == 0
    assert len(queries.categories(db.session())) == len(SERVICE_CATEGORIES)
