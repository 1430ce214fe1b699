"""What the page of a plan says besides its facts: what comes next."""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _l

from core.actor import Actor
from core.permissions import Role
from projects.plans import commands
from projects.plans.queries import PlanPage
from projects.presenter import LIES_BEFORE, RECORD, turn_of
from projects.projects.commands import DRAFT_PROJECT
from projects.states import PLAN_MACHINE, PlanState
from web.pages.next_action import Guide, Step, Wait
from web.pages.steps import Turn

_ADD_PROJECTS = Step(
    DRAFT_PROJECT,
    _l("Add the projects of the plan. You can submit the plan once it has a project."),
)
GUIDE = Guide(
    PLAN_MACHINE,
    {
        PlanState.DRAFT: Wait(_l("The plan is being prepared."), Role.PLAN_OFFICER),
        PlanState.SUBMITTED: LIES_BEFORE,
        PlanState.RETURNED: Wait(_l("The plan is being corrected."), Role.PLAN_OFFICER),
        PlanState.APPROVED: Wait(
            _l("The plan is approved. It can be started when its time comes."), Role.PLAN_APPROVER
        ),
        PlanState.RUNNING: Wait(
            _l("The plan is running. It can be closed when all its projects are closed.")
        ),
        PlanState.CLOSED: Wait(_l("This plan is closed.")),
    },
    {
        PlanState.DRAFT: (
            Step(
                commands.SUBMIT_PLAN,
                _l("Check the plan and its projects, then submit it for approval."),
                "submit",
            ),
            _ADD_PROJECTS,
        ),
        PlanState.SUBMITTED: (Step(commands.APPROVE_PLAN, RECORD, "approve"),),
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


def turn_of_plan(page: PlanPage, actor: Actor, authors: frozenset[int], today: date) -> Turn:
    """What comes next with a plan. `authors` wrote it, and do not approve it."""
    alive = [each for each in page.projects if each.state in (PlanState.APPROVED, PlanState.RUNNING)]
    ready = {
        commands.SUBMIT_PLAN.name: bool(page.projects),
        DRAFT_PROJECT.name: not page.projects,
        commands.CLOSE_PLAN.name: bool(page.projects) and not alive,
    }
    return turn_of(GUIDE, page.plan, ready, actor, authors, today)
