"""What the pages of plans, projects and schemes say besides their facts: where it stands, what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from core.actor import Actor
from core.labels import words_for
from core.money import ZERO
from core.permissions import Role
from projects import commands
from projects.fields import read_project
from projects.models import ActionPlan, Project, Scheme
from projects.queries import PlanPage, ProjectPage, SchemePage
from projects.rules import OpeningFacts, ProjectReason, problem_of_opening, problem_of_project
from projects.states import PLAN_MACHINE, PROJECT_MACHINE, SCHEME_MACHINE, PlanState, SchemeState
from web.pages.next_action import Guide, Step, Wait
from web.pages.steps import Stage, Turn, way

PLAN_WAY = (PlanState.DRAFT, PlanState.SUBMITTED, PlanState.APPROVED, PlanState.RUNNING, PlanState.CLOSED)
SCHEME_WAY = (SchemeState.DRAFT, SchemeState.APPROVED, SchemeState.OPEN, SchemeState.CLOSED)
WAY_WORDS = {
    PlanState.DRAFT: _l("Drafted"),
    PlanState.SUBMITTED: _l("Submitted"),
    PlanState.APPROVED: _l("Approved"),
    PlanState.RUNNING: _l("Running"),
    PlanState.CLOSED: _l("Closed"),
}
SCHEME_WAY_WORDS = {
    SchemeState.DRAFT: _l("Drafted"),
    SchemeState.APPROVED: _l("Approved"),
    SchemeState.OPEN: _l("Open"),
    SchemeState.CLOSED: _l("Closed"),
}

_PLAN_OFFICER, _PLAN_APPROVER, _FINANCE = Role.PLAN_OFFICER, Role.PLAN_APPROVER, Role.FINANCE_OFFICER
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
SCHEME_GUIDE = Guide(
    SCHEME_MACHINE,
    {
        SchemeState.DRAFT: Wait(
            _l("A resolution approves the scheme. Until then it may be changed."), _PLAN_APPROVER
        ),
        SchemeState.APPROVED: Wait(
            _l("The scheme is approved, and is opened when its time comes."), _PLAN_APPROVER
        ),
        SchemeState.OPEN: Wait(_l("SMEs may apply.")),
        SchemeState.PAUSED: Wait(
            _l("No new applications are taken; those already sent, and coupons, go on."), _PLAN_APPROVER
        ),
        SchemeState.CLOSED: Wait(
            _l(
                "This scheme is closed. Applications already sent and coupons already issued run on to their own end."
            )
        ),
    },
    {
        SchemeState.DRAFT: (
            Step(commands.APPROVE_SCHEME, _l("Record the resolution that approves the scheme."), "approve"),
        ),
        SchemeState.APPROVED: (
            Step(
                commands.OPEN_SCHEME, _l("Open the scheme when its time comes: SMEs may apply then."), "open"
            ),
            Step(commands.ALLOT, _l("Allot money to the scheme; it can be opened then.")),
        ),
        SchemeState.PAUSED: (
            Step(commands.RESUME_SCHEME, _l("Resume the scheme, or close it for good."), "resume"),
        ),
    },
)
WAITS_FOR_MONEY = Wait(_l("The scheme waits for money of its budget line; it can be opened then."), _FINANCE)
WAITS_FOR_PROJECT = Wait(_l("The scheme can be opened once its project is running."), _PLAN_APPROVER)
WINDOW_OVER = Wait(_l("The last day for applying has passed, so the scheme can no longer be opened."))


def steps_of_plan(row: ActionPlan | Project) -> list[Stage]:
    """Where a plan or project stands on its way; one that was returned stands at its draft again."""
    at = PlanState.DRAFT if row.state is PlanState.RETURNED else row.state
    dates = {
        PlanState.DRAFT: row.created_at,
        PlanState.SUBMITTED: row.submitted_at,
        PlanState.APPROVED: row.approved_at,
    }
    note = words_for(PlanState.RETURNED) if row.state is PlanState.RETURNED else None
    return _steps(PLAN_WAY, WAY_WORDS, at, dates, note)


def steps_of_scheme(scheme: Scheme) -> list[Stage]:
    """Where a scheme stands on its way; a pause is a note under being open."""
    at = SchemeState.OPEN if scheme.state is SchemeState.PAUSED else scheme.state
    dates = {SchemeState.DRAFT: scheme.created_at, SchemeState.APPROVED: scheme.approved_at}
    note = words_for(SchemeState.PAUSED) if scheme.state is SchemeState.PAUSED else None
    return _steps(SCHEME_WAY, SCHEME_WAY_WORDS, at, dates, note)


def _steps(
    path: tuple[Any, ...],
    words: Mapping[Any, Any],
    at: Any,
    dates: Mapping[Any, datetime | None],
    note: str | None,
) -> list[Stage]:
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
        commands.CLOSE_PROJECT.name: bool(page.schemes)
        and all(each.state is SchemeState.CLOSED for each in page.schemes),
    }
    return _turn(PROJECT_GUIDE, project, ready, actor, authors, today)


def turn_of_scheme(page: SchemePage, actor: Actor, authors: frozenset[int], today: date) -> Turn:
    """What comes next with a scheme: what opening it still lacks is said to who can give it."""
    scheme = page.scheme
    facts = OpeningFacts(
        scheme.project.state, scheme.project.zero_budget, page.purse.available, scheme.applies_until
    )
    problem = problem_of_opening(facts, today)
    lacks_money = scheme.line_id is not None and page.purse.available <= ZERO
    ready = {commands.OPEN_SCHEME.name: problem is None, commands.ALLOT.name: lacks_money}
    wait = None
    if scheme.state is SchemeState.APPROVED and problem is not None:
        wait = {
            ProjectReason.NO_MONEY: WAITS_FOR_MONEY,
            ProjectReason.PROJECT_NOT_RUNNING: WAITS_FOR_PROJECT,
        }.get(problem, WINDOW_OVER)
    since = scheme.created_at if scheme.state is SchemeState.DRAFT else None
    return SCHEME_GUIDE.turn(
        scheme.state,
        actor,
        today=today,
        since=scheme.approved_at if scheme.state is SchemeState.APPROVED else since,
        wait=wait,
        facts={"authors": authors},
        ready=lambda step: ready.get(step.command.name, True),
    )


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
