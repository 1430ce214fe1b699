"""From a draft of a plan to its approval: each verb, its two persons."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.documents.operations import FileProblem
from core.errors import StateReason
from projects.models import ActionPlan
from projects.plans.rules import PlanDraft
from projects.plans.services.approve_plan import approve_plan
from projects.plans.services.change_plan import change_plan
from projects.plans.services.draft_plan import draft_plan
from projects.plans.services.return_plan import return_plan
from projects.plans.services.submit_plan import submit_plan
from projects.projects.services.draft_project import draft_project
from projects.rules import ProjectReason
from projects.states import PlanState
from tests.factories import NOW
from tests.projects.cast import refusal, state_of
from tests.projects.drafts import PLAN, PROJECT, a_resolution


def test_a_plan_of_no_project_is_not_submitted(cast):
    plan_id = draft_plan(PLAN, actor=cast.officer, now=NOW)
    assert (
        refusal(lambda: submit_plan(plan_id, actor=cast.officer, now=NOW)) is ProjectReason.NO_PROJECT_IN_PLAN
    )


def test_who_submitted_a_plan_cannot_approve_it(cast):
    plan_id = draft_plan(PLAN, actor=cast.both, now=NOW)
    draft_project(plan_id, PROJECT, actor=cast.both, now=NOW)
    submit_plan(plan_id, actor=cast.both, now=NOW)
    assert (
        refusal(lambda: approve_plan(plan_id, a_resolution(), actor=cast.both, now=NOW))
        is ProjectReason.WRITTEN_BY_YOU
    )
    assert state_of(ActionPlan, plan_id) is PlanState.SUBMITTED


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
    assert (
        refusal(lambda: change_plan(plan_id, PLAN, actor=cast.officer, now=NOW)) is ProjectReason.NOT_EDITABLE
    )


def test_approving_twice_has_one_effect(cast):
    plan_id = cast.approved_plan()
    reason = refusal(lambda: approve_plan(plan_id, a_resolution(), actor=cast.approver, now=NOW))
    assert reason is StateReason.MOVED_ON


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"taken_on": (NOW + timedelta(days=1)).date()}, ProjectReason.RESOLUTION_IN_FUTURE),
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
