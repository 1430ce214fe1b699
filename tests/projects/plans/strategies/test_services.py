"""Five-year plans: two persons, revisions that overwrite nothing, and the plans and projects that name them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from core.db import db, transaction
from projects.models import FiveYearPlan, Programme, Project, Strategy
from projects.plans.services.approve_plan import approve_plan
from projects.plans.services.change_plan import change_plan
from projects.plans.services.draft_plan import draft_plan
from projects.plans.services.submit_plan import submit_plan
from projects.plans.strategies.queries import five_year_plan_page
from projects.plans.strategies.rules import StrategyReason, problem_of_plan
from projects.plans.strategies.services.approve_five_year_plan import approve_five_year_plan
from projects.plans.strategies.services.change_five_year_plan import change_five_year_plan
from projects.plans.strategies.services.draft_five_year_plan import draft_five_year_plan
from projects.plans.strategies.services.publish_five_year_plan import publish_five_year_plan
from projects.plans.strategies.services.remove_programme import remove_programme
from projects.plans.strategies.services.remove_strategy import remove_strategy
from projects.plans.strategies.services.return_five_year_plan import return_five_year_plan
from projects.plans.strategies.services.revise_five_year_plan import revise_five_year_plan
from projects.plans.strategies.services.submit_five_year_plan import submit_five_year_plan
from projects.plans.strategies.services.write_programme import write_programme
from projects.plans.strategies.services.write_strategy import write_strategy
from projects.projects.services.approve_project import approve_project
from projects.projects.services.change_project import change_project
from projects.projects.services.draft_project import draft_project
from projects.projects.services.submit_project import submit_project
from projects.rules import ProjectReason
from projects.states import FiveYearPlanState
from tests.factories import NOW
from tests.projects.cast import refusal, state_of
from tests.projects.drafts import (
    FIVE_YEARS,
    PLAN,
    PROGRAMME,
    PROJECT,
    PUBLICATION,
    STRATEGY,
    a_resolution,
)


def programmes_of(plan_id: int) -> list[Programme]:
    found = sa.select(Programme).join(Strategy).where(Strategy.plan_id == plan_id).order_by(Programme.id)
    return list(db.session.scalars(found))


@pytest.mark.parametrize(
    ("programmes", "reason"),
    [
        ([], StrategyReason.NO_PROGRAMME_IN_PLAN),
        ([(1, None)], StrategyReason.NOT_CONSULTED),
        ([(1, date(2026, 9, 1)), (2, None)], None),
    ],
)
def test_the_lead_agency_of_a_most_urgent_programme_is_consulted_first(programmes, reason):
    assert problem_of_plan(programmes) is reason


def test_a_plan_without_a_programme_is_not_submitted(cast):
    plan_id = draft_five_year_plan(FIVE_YEARS, actor=cast.officer, now=NOW)
    write_strategy(plan_id, STRATEGY, actor=cast.officer, now=NOW)
    reason = refusal(lambda: submit_five_year_plan(plan_id, actor=cast.officer, now=NOW))
    assert reason is StrategyReason.NO_PROGRAMME_IN_PLAN


def test_who_wrote_a_five_year_plan_does_not_approve_it(cast):
    plan_id = cast.five_year_plan()
    write_strategy(plan_id, replace(STRATEGY, number=2), actor=cast.both, now=NOW)
    submit_five_year_plan(plan_id, actor=cast.officer, now=NOW)
    reason = refusal(lambda: approve_five_year_plan(plan_id, a_resolution(), actor=cast.both, now=NOW))
    assert reason is ProjectReason.WRITTEN_BY_YOU
    assert state_of(FiveYearPlan, plan_id) is FiveYearPlanState.SUBMITTED


def test_a_returned_plan_is_corrected_and_submitted_again(cast):
    plan_id = cast.five_year_plan()
    submit_five_year_plan(plan_id, actor=cast.officer, now=NOW)
    reason = refusal(lambda: change_five_year_plan(plan_id, FIVE_YEARS, actor=cast.officer, now=NOW))
    assert reason is ProjectReason.NOT_EDITABLE
    return_five_year_plan(plan_id, "ขาดเป้าหมาย", actor=cast.approver, now=NOW)
    change_five_year_plan(plan_id, replace(FIVE_YEARS, first_year=2570), actor=cast.officer, now=NOW)
    cast.in_force(plan_id)
    assert state_of(FiveYearPlan, plan_id) is FiveYearPlanState.APPROVED


def test_numbers_are_taken_once_and_a_strategy_with_programmes_stays(cast):
    plan_id = cast.five_year_plan()
    (programme,) = programmes_of(plan_id)
    strategy_id, programme_id = programme.strategy_id, programme.id
    by = {"actor": cast.officer, "now": NOW}
    assert refusal(lambda: write_strategy(plan_id, STRATEGY, **by)) is StrategyReason.NUMBER_TAKEN
    assert refusal(lambda: write_programme(strategy_id, PROGRAMME, **by)) is StrategyReason.NUMBER_TAKEN
    tomorrow = replace(PROGRAMME, number=2, consulted_on=date(2027, 1, 1))
    assert refusal(lambda: write_programme(strategy_id, tomorrow, **by)) is StrategyReason.CONSULTED_IN_FUTURE
    assert refusal(lambda: remove_strategy(strategy_id, **by)) is StrategyReason.STRATEGY_HAS_PROGRAMMES
    write_programme(strategy_id, replace(PROGRAMME, priority=3), programme_id, **by)
    remove_programme(programme_id, **by)
    remove_strategy(strategy_id, **by)
    assert not five_year_plan_page(db.session(), plan_id).strategies


def test_a_revision_is_a_copy_and_takes_the_place_of_what_stays_as_it_was(cast):
    first = cast.in_force(cast.five_year_plan())
    revision = revise_five_year_plan(first, actor=cast.officer, now=NOW)
    (was,), (copy,) = programmes_of(first), programmes_of(revision)
    assert (copy.number, copy.name_th, copy.lead_agency, copy.root_id) == (1, was.name_th, "สสว.", was.id)
    write_programme(copy.strategy_id, replace(PROGRAMME, priority=2), copy.id, actor=cast.officer, now=NOW)
    assert state_of(FiveYearPlan, first) is FiveYearPlanState.APPROVED
    cast.in_force(revision)
    assert state_of(FiveYearPlan, first) is FiveYearPlanState.SUPERSEDED
    assert state_of(FiveYearPlan, revision) is FiveYearPlanState.APPROVED
    assert [each.priority for each in (*programmes_of(first), *programmes_of(revision))] == [1, 2]


def test_a_plan_is_revised_once_and_only_while_it_is_in_force(cast):
    first = cast.five_year_plan()
    reason = refusal(lambda: revise_five_year_plan(first, actor=cast.officer, now=NOW))
    assert reason is StrategyReason.ONLY_IN_FORCE_REVISED
    revise_five_year_plan(cast.in_force(first), actor=cast.officer, now=NOW)
    reason = refusal(lambda: revise_five_year_plan(first, actor=cast.officer, now=NOW))
    assert reason is StrategyReason.REVISION_BEGUN


def test_two_plans_in_force_share_no_year(cast):
    cast.in_force(cast.five_year_plan())
    later = cast.five_year_plan(replace(FIVE_YEARS, first_year=2570))
    assert refusal(lambda: cast.in_force(later)) is StrategyReason.PERIODS_OVERLAP
    assert state_of(FiveYearPlan, later) is FiveYearPlanState.SUBMITTED
    cast.in_force(cast.five_year_plan(replace(FIVE_YEARS, first_year=2571)))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE five_year_plans SET name_th = 'อื่น'",
        "UPDATE five_year_plans SET resolution_number = '1'",
        "UPDATE programmes SET priority = 5",
        "UPDATE strategies SET goal = 'อื่น'",
        "DELETE FROM programmes",
        "INSERT INTO strategies (plan_id, number, name_th, name_en, goal) SELECT id, 9, 'ก', 'a', 'ก' FROM five_year_plans",
    ],
)
def test_the_database_keeps_what_was_approved(cast, statement):
    plan_id = cast.in_force(cast.five_year_plan())
    with pytest.raises(IntegrityError, match="never changed"), transaction() as tx:
        tx.execute(sa.text(statement))
    publish_five_year_plan(plan_id, PUBLICATION, actor=cast.approver, now=NOW)
    assert db.session.get_one(FiveYearPlan, plan_id).published_on == PUBLICATION.published_on


def test_a_yearly_plan_carries_out_a_plan_in_force_of_its_years(cast):
    draft = cast.five_year_plan()
    by = {"actor": cast.officer, "now": NOW}
    named = replace(PLAN, five_year_plan_id=draft)
    assert refusal(lambda: draft_plan(named, **by)) is ProjectReason.FIVE_YEAR_PLAN_NOT_IN_FORCE
    cast.in_force(draft)
    plan_id = draft_plan(named, **by)
    late = replace(named, fiscal_year=2571)
    assert refusal(lambda: change_plan(plan_id, late, **by)) is ProjectReason.YEAR_OUTSIDE_FIVE_YEAR_PLAN
    change_plan(plan_id, PLAN, **by)
    draft_project(plan_id, PROJECT, **by)
    assert refusal(lambda: submit_plan(plan_id, **by)) is ProjectReason.NO_FIVE_YEAR_PLAN


def test_a_yearly_plan_is_not_approved_under_a_plan_that_was_replaced(cast):
    first = cast.in_force(cast.five_year_plan())
    plan_id = draft_plan(replace(PLAN, five_year_plan_id=first), actor=cast.officer, now=NOW)
    draft_project(plan_id, PROJECT, actor=cast.officer, now=NOW)
    submit_plan(plan_id, actor=cast.officer, now=NOW)
    cast.in_force(revise_five_year_plan(first, actor=cast.officer, now=NOW))
    reason = refusal(lambda: approve_plan(plan_id, a_resolution(), actor=cast.approver, now=NOW))
    assert reason is ProjectReason.FIVE_YEAR_PLAN_NOT_IN_FORCE


def test_a_project_names_a_programme_of_its_plans_edition(cast):
    first = cast.in_force(cast.five_year_plan())
    other = cast.in_force(cast.five_year_plan(replace(FIVE_YEARS, first_year=2571)))
    (programme,), (foreign,) = programmes_of(first), programmes_of(other)
    programme_id, foreign_id = programme.id, foreign.id
    by = {"actor": cast.officer, "now": NOW}
    plan_id = draft_plan(replace(PLAN, five_year_plan_id=first), **by)
    elsewhere = replace(PROJECT, programme_id=foreign_id)
    reason = refusal(lambda: draft_project(plan_id, elsewhere, **by))
    assert reason is ProjectReason.PROGRAMME_OF_ANOTHER_PLAN
    project_id = draft_project(plan_id, PROJECT, **by)
    assert refusal(lambda: submit_project(project_id, **by)) is ProjectReason.NO_PROGRAMME
    change_project(project_id, replace(PROJECT, programme_id=programme_id), **by)
    submit_project(project_id, **by)
    submit_plan(plan_id, **by)
    approve_plan(plan_id, a_resolution(), actor=cast.approver, now=NOW)
    approve_project(project_id, a_resolution(), actor=cast.approver, now=NOW)
    page = five_year_plan_page(db.session(), revise_five_year_plan(first, **by))
    assert [(row.projects, row.budget) for row in page.rows] == [(1, PROJECT.budget)]
    assert db.session.get_one(Project, project_id).programme_id == programme_id


def test_projects_from_before_keep_none(cast):
    project_id = cast.approved_project()
    assert db.session.get_one(Project, project_id).programme_id is None
