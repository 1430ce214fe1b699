"""What the page of a project says besides its facts: what comes next."""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _l

from core.actor import Actor
from core.permissions import Role
from projects.presenter import LIES_BEFORE, RECORD, turn_of
from projects.projects import commands
from projects.projects.queries import ProjectPage, read_project
from projects.projects.rules import problem_of_project
from projects.states import PROJECT_MACHINE, PlanState
from web.pages.next_action import Guide, Step, Wait
from web.pages.steps import Turn

_COMPLETE_PROJECT = Step(
    commands.CHANGE_PROJECT,
    _l("Complete the project and its indicators. Then you can submit it."),
)
GUIDE = Guide(
    PROJECT_MACHINE,
    {
        PlanState.DRAFT: Wait(_l("The project is being prepared."), Role.PLAN_OFFICER),
        PlanState.SUBMITTED: LIES_BEFORE,
        PlanState.RETURNED: Wait(_l("The project is being corrected."), Role.PLAN_OFFICER),
        PlanState.APPROVED: Wait(
            _l("The project is approved. It can be started when its plan is approved."), Role.PLAN_APPROVER
        ),
        PlanState.RUNNING: Wait(
            _l("The project is running. It can be closed when all its schemes are closed.")
        ),
        PlanState.CLOSED: Wait(_l("This project is closed.")),
    },
    {
        PlanState.DRAFT: (
            Step(commands.SUBMIT_PROJECT, _l("The project is complete: submit it for approval."), "submit"),
            _COMPLETE_PROJECT,
        ),
        PlanState.SUBMITTED: (Step(commands.APPROVE_PROJECT, RECORD, "approve"),),
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
            Step(commands.DRAFT_SCHEME, _l("Create the first scheme of the project.")),
        ),
    },
)


def turn_of_project(page: ProjectPage, actor: Actor, authors: frozenset[int], today: date) -> Turn:
    """What comes next with a project. `authors` wrote it, and do not approve it."""
    project = page.project
    complete = problem_of_project(read_project(project, (row.kpi for row in page.kpis.rows))) is None
    ready = {
        commands.SUBMIT_PROJECT.name: complete,
        commands.CHANGE_PROJECT.name: not complete,
        commands.START_PROJECT.name: project.plan.state in (PlanState.APPROVED, PlanState.RUNNING),
        commands.DRAFT_SCHEME.name: not page.schemes,
        commands.CLOSE_PROJECT.name: bool(page.schemes) and all(each.is_closed for each in page.schemes),
    }
    return turn_of(GUIDE, project, ready, actor, authors, today)
