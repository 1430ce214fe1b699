"""What the pages of plans, projects and schemes say besides their facts: where it stands, whose turn it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from core.actor import Actor
from core.clock import bangkok_date
from core.labels import words_for
from core.permissions import Permission, Role
from core.states import Machine
from core.web.steps import Stage, Turn, way
from projects.models import ActionPlan, Project, Scheme
from projects.states import PLAN_MACHINE, SCHEME_MACHINE, PlanState, SchemeState

P = Permission

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

PLAN_TURNS = {
    PlanState.DRAFT: _l("Complete the plan with its projects, then submit it for approval."),
    PlanState.SUBMITTED: _l("Record the resolution that approves the plan, or return it with a reason."),
    PlanState.RETURNED: _l("Correct the plan and submit it again."),
    PlanState.APPROVED: _l("Start the plan when its time comes."),
    PlanState.RUNNING: _l("Close the plan once all its projects are closed."),
    PlanState.CLOSED: _l("This plan is closed."),
}
PROJECT_TURNS = {
    PlanState.DRAFT: _l("Complete the project with its indicators, then submit it for approval."),
    PlanState.SUBMITTED: _l("Record the resolution that approves the project, or return it with a reason."),
    PlanState.RETURNED: _l("Correct the project and submit it again."),
    PlanState.APPROVED: _l("Start the project; money may be entered already."),
    PlanState.RUNNING: _l("Close the project once all its schemes are closed."),
    PlanState.CLOSED: _l("This project is closed."),
}
SCHEME_TURNS = {
    SchemeState.DRAFT: _l("Record the resolution that approves the scheme. Until then it may be changed."),
    SchemeState.APPROVED: _l("Allot money to the scheme, then open it."),
    SchemeState.OPEN: _l("SMEs may apply. Pause or close the scheme when it must end."),
    SchemeState.PAUSED: _l(
        "No new applications are taken; those already sent, and coupons, go on. Resume or close the scheme."
    ),
    SchemeState.CLOSED: _l(
        "This scheme is closed. Applications already sent and coupons already issued run on to their own end."
    ),
}


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


def turn_of_plan(plan: ActionPlan, actor: Actor, today: date) -> Turn:
    """Whose turn a plan is."""
    permission = P.PROJECTS_PLAN_DRAFT if plan.state in _DRAFTED else P.PROJECTS_PLAN_APPROVE
    return _turn(PLAN_TURNS, PLAN_MACHINE, plan.state, _since(plan), permission, actor, today)


def turn_of_project(project: Project, actor: Actor, today: date) -> Turn:
    """Whose turn a project is."""
    permission = P.PROJECTS_PROJECT_DRAFT if project.state in _DRAFTED else P.PROJECTS_PROJECT_APPROVE
    return _turn(PROJECT_TURNS, PLAN_MACHINE, project.state, _since(project), permission, actor, today)


def turn_of_scheme(scheme: Scheme, actor: Actor, today: date) -> Turn:
    """Whose turn a scheme is."""
    permission = P.PROJECTS_SCHEME_APPROVE if scheme.state is SchemeState.DRAFT else P.PROJECTS_SCHEME_OPERATE
    since = {SchemeState.DRAFT: scheme.created_at, SchemeState.APPROVED: scheme.approved_at}.get(scheme.state)
    return _turn(SCHEME_TURNS, SCHEME_MACHINE, scheme.state, since, permission, actor, today)


_DRAFTED = (PlanState.DRAFT, PlanState.RETURNED)


def _since(row: ActionPlan | Project) -> datetime | None:
    return {PlanState.SUBMITTED: row.submitted_at, PlanState.APPROVED: row.approved_at}.get(row.state)


def _turn(
    words: Mapping[Any, Any],
    machine: Machine[Any],
    state: Any,
    since: datetime | None,
    permission: Permission,
    actor: Actor,
    today: date,
) -> Turn:
    moves = machine.from_state(state)
    if not moves:
        return Turn(words[state], None, False, None, False)
    limit = moves[0].limit
    due = bangkok_date(since + limit) if since and limit else None
    whose = words_for(Role(moves[0].who))
    return Turn(words[state], whose, actor.may(permission), due, bool(due and due < today))
