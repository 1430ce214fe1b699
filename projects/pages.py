"""What the pages of plans, projects and schemes say besides their facts: where it stands, what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from core.actor import Actor
from core.labels import words_for
from core.permissions import Role
from projects import commands
from projects.fields import read_project
from projects.models import ActionPlan, Project
from projects.queries import PlanPage, ProjectPage
from projects.rules import problem_of_project
from projects.states import PLAN_MACHINE, PROJECT_MACHINE, PlanState
from web.pages.next_action import Guide, Step, Wait
from web.pages.steps import Stage, Turn, way

PLAN_WAY = (PlanState.DRAFT, PlanState.SUBMITTED, PlanState.APPROVED, PlanState.RUNNING, PlanState.CLOSED)
WAY_WORDS = {
    PlanState.DRAFT: _l("Drafted"),
    PlanState.SUBMITTED: _l("Submitted"),
    PlanState.APPROVED: _l("Approved"),
    PlanState.RUNNING: _l("Running"),
    PlanState.CLOSED: _l("Closed"),
}

_PLAN_OFFICER, _PLAN_APPROVER = Role.PLAN_OFFICER, Role.PLAN_APPROVER
_RECORD = _l("Record the resolution that approves it, or return it with a reason.")
_LIES_BEFORE = Wait(_l("A resolution approves it, or it is returned with a reason."), _PLAN_APPROVER)
_ADD_PROJECTS = Step(
    commands.DRAFT_PROJECT,
    _l("Add the projects of the plan: it can be submitted once it has one."),
)
PLAN_GUIDE = Guide(
    PLAN_MACHINE,
    {
        PlanState.DRAFT: Wait(_l("The plan is being written."), _PLAN_OFFICER),
        PlanState.SUBMITTED: _LIES_BEFORE,
        PlanState.RETURNED: Wait(_l("The plan is being corrected."), _PLAN_OFFICER),
        PlanState.APPROVED: Wait(
            _l("The plan is approved, and is started when its time comes."), _PLAN_APPROVER
        ),
        PlanState.RUNNING: Wait(_l("The plan is running. It is closed once all its projects are closed.")),
        PlanState.CLOSED: Wait(_l("This plan is closed.")),
    },
    {
        PlanState.DRAFT: (
            Step(
                commands.SUBMIT_PLAN,
                _l("Look through the plan and its projects, then submit it for approval."),
                "submit",
            ),
            _ADD_PROJECTS,
        ),
        PlanState.SUBMITTED: (Step(commands.APPROVE_PLAN, _RECORD, "approve"),),
        PlanState.RETURNED: (
            Step(commands.SUBMIT_PLAN, _l("Correct the plan and submit it again."), "submit"),
            _ADD_PROJECTS,
        ),
        PlanState.APPROVED: (Step(commands.START_PLAN, _l("Start the plan when its time comes."), "start"),),
        PlanState.RUNNING: (
            Step(commands.CLOSE_PLAN, _l("All projects of the plan are closed. Close the plan."), "close"),
        ),
    },
)
_COMPLETE_PROJECT = Step(
    commands.CHANGE_PROJECT,
    _l("Complete the project with its indicators; then it can be submitted."),
)
PROJECT_GUIDE = Guide(
    PROJECT_MACHINE,
    {
        PlanState.DRAFT: Wait(_l("The project is being written."), _PLAN_OFFICER),
        PlanState.SUBMITTED: _LIES_BEFORE,
        PlanState.RETURNED: Wait(_l("The project is being corrected."), _PLAN_OFFICER),
        PlanState.APPROVED: Wait(
            _l("The project is approved. It can be started once its plan is approved."), _PLAN_APPROVER
        ),
        PlanState.RUNNING: Wait(_l("The project is running. It is closed once all its schemes are closed.")),
        PlanState.CLOSED: Wait(_l("This project is closed.")),
    },
    {
        PlanState.DRAFT: (
            Step(commands.SUBMIT_PROJECT, _l("The project is complete: submit it for approval."), "submit"),
            _COMPLETE_PROJECT,
        ),
        PlanState.SUBMITTED: (Step(commands.APPROVE_PROJECT, _RECORD, "approve"),),
        PlanState.RETURNED: (
            Step(commands.SUBMIT_PROJECT, _l("Correct the project and submit it again."), "submit"),
            _COMPLETE_PROJECT,
        ),
        PlanState.APPROVED: (Step(commands.START_PROJECT, _l("Start the project."), "start"),),
        PlanState.RUNNING: (
            Step(
                commands.CLOSE_PROJECT,
                _l("All schemes of the project are closed. Close the project."),
                "close",
            ),
            Step(commands.DRAFT_SCHEME, _l("Write the first scheme of the project.")),
        ),
    },
)


def steps_of_plan(row: ActionPlan | Project) -> list[Stage]:
    """Where a plan or project stands on its way; one that was returned stands at its draft again."""
    at = PlanState.DRAFT if row.state is PlanState.RETURNED else row.state
    dates = {
        PlanState.DRAFT: row.created_at,
        PlanState.SUBMITTED: row.submitted_at,
        PlanState.APPROVED: row.approved_at,
    }
    note = words_for(PlanState.RETURNED) if row.state is PlanState.RETURNED else None
    return steps_of(PLAN_WAY, WAY_WORDS, at, dates, note)


def steps_of(
    path: tuple[Any, ...],
    words: Mapping[Any, Any],
    at: Any,
    dates: Mapping[Any, datetime | None],
    note: str | None,
) -> list[Stage]:
    """Where something stands on its way: the last station is also its end."""
    done = len(path) if at is path[-1] else path.index(at)
    return way([(words[state], dates.get(state)) for state in path], done, note)


def turn_of_plan(page: PlanPage, actor: Actor, authors: frozenset[int], today: date) -> Turn:
    """What comes next with a plan. `authors` wrote it, and do not approve it."""
    alive = [each for each in page.projects if each.state in (PlanState.APPROVED, PlanState.RUNNING)]
    ready = {
        commands.SUBMIT_PLAN.name: bool(page.projects),
        commands.DRAFT_PROJECT.name: not page.projects,
        commands.CLOSE_PLAN.name: bool(page.projects) and not alive,
    }
    return _turn(PLAN_GUIDE, page.plan, ready, actor, authors, today)


def turn_of_project(page: ProjectPage, actor: Actor, authors: frozenset[int], today: date) -> Turn:
    """What comes next with a project. `authors` wrote it, and do not approve it."""
    project = page.project
    complete = problem_of_project(read_project(project)) is None
    ready = {
        commands.SUBMIT_PROJECT.name: complete,
        commands.CHANGE_PROJECT.name: not complete,
        commands.START_PROJECT.name: project.plan.state in (PlanState.APPROVED, PlanState.RUNNING),
        commands.DRAFT_SCHEME.name: not page.schemes,
        commands.CLOSE_PROJECT.name: bool(page.schemes) and all(each.is_closed for each in page.schemes),
    }
    return _turn(PROJECT_GUIDE, project, ready, actor, authors, today)


def _turn(
    guide: Guide,
    row: ActionPlan | Project,
    ready: Mapping[str, bool],
    actor: Actor,
    authors: frozenset[int],
    today: date,
) -> Turn:
    since = {PlanState.SUBMITTED: row.submitted_at, PlanState.APPROVED: row.approved_at}.get(row.state)
    return guide.turn(
        row.state,
        actor,
        today=today,
        since=since,
        facts={"authors": authors},
        ready=lambda step: ready.get(step.command.name, True),
    )
