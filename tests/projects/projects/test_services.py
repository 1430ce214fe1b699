"""From a draft of a project to its approval: each verb, its two persons."""

from __future__ import annotations

from dataclasses import replace

from projects.projects.services.approve_project import approve_project
from projects.projects.services.change_project import change_project
from projects.projects.services.draft_project import draft_project
from projects.projects.services.submit_project import submit_project
from projects.rules import ProjectReason
from tests.factories import NOW
from tests.projects.cast import refusal
from tests.projects.drafts import PROJECT, a_resolution


def test_who_submitted_a_project_cannot_approve_it(cast):
    project_id = draft_project(cast.approved_plan(), PROJECT, actor=cast.both, now=NOW)
    submit_project(project_id, actor=cast.both, now=NOW)
    reason = refusal(lambda: approve_project(project_id, a_resolution(), actor=cast.both, now=NOW))
    assert reason is ProjectReason.WRITTEN_BY_YOU


def test_a_project_code_is_used_once(cast):
    plan_id = cast.approved_plan()
    draft_project(plan_id, PROJECT, actor=cast.officer, now=NOW)
    assert (
        refusal(lambda: draft_project(plan_id, PROJECT, actor=cast.officer, now=NOW))
        is ProjectReason.CODE_TAKEN
    )


def test_a_changed_project_keeps_only_the_indicators_it_now_has(cast):
    project_id = draft_project(cast.approved_plan(), PROJECT, actor=cast.officer, now=NOW)
    change_project(project_id, replace(PROJECT, kpis=()), actor=cast.officer, now=NOW)
    assert refusal(lambda: submit_project(project_id, actor=cast.officer, now=NOW)) is ProjectReason.NO_KPI
