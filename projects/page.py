"""What the pages of plans and projects share: the way, and what comes next on it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from core.actor import Actor
from core.labels import words_for
from core.permissions import Role
from projects.models import ActionPlan, Project
from projects.states import PlanState
from web.pages.next_action import Guide, Wait
from web.pages.steps import Stage, Turn, way

_WAY = (PlanState.DRAFT, PlanState.SUBMITTED, PlanState.APPROVED, PlanState.RUNNING, PlanState.CLOSED)
_WAY_WORDS = {
    PlanState.DRAFT: _l("Drafted"),
    PlanState.SUBMITTED: _l("Submitted"),
    PlanState.APPROVED: _l("Approved"),
    PlanState.RUNNING: _l("Running"),
    PlanState.CLOSED: _l("Closed"),
}
RECORD = _l("Record the resolution that approves it, or return it with a reason.")
LIES_BEFORE = Wait(_l("A resolution approves it, or it is returned with a reason."), Role.PLAN_APPROVER)


def steps_of_plan(row: ActionPlan | Project) -> list[Stage]:
    """Where a plan or project stands on its way; one that was returned stands at its draft again."""
    at = PlanState.DRAFT if row.state is PlanState.RETURNED else row.state
    dates = {
        PlanState.DRAFT: row.created_at,
        PlanState.SUBMITTED: row.submitted_at,
        PlanState.APPROVED: row.approved_at,
    }
    note = words_for(PlanState.RETURNED) if row.state is PlanState.RETURNED else None
    return steps_of(_WAY, _WAY_WORDS, at, dates, note)


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


def turn_of(
    guide: Guide,
    row: ActionPlan | Project,
    ready: Mapping[str, bool],
    actor: Actor,
    authors: frozenset[int],
    today: date,
) -> Turn:
    """What comes next with a plan or project, by its guide. `authors` wrote it, and do not approve it."""
    return guide.turn(
        row.state,
        actor,
        today=today,
        since=row.state_since,
        facts={"authors": authors},
        ready=lambda step: ready.get(step.command.name, True),
    )
