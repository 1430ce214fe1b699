"""What waits among plans and projects: for whom, and until when."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.actor import Actor
from core.audit import operations as audit
from core.calendar.due import due_at
from core.calendar.urgency import urgency
from core.permissions import Permission, Role
from core.registry import Deadline, InboxItem, NavEntry, Turn
from core.states import Machine
from projects import queries
from projects.models import ActionPlan, Project
from projects.states import PLAN_MACHINE, PROJECT_MACHINE, SUBMITTED_LIMIT, PlanState

P = Permission
READ = frozenset({P.PROJECTS_PROJECT_READ})
NONE: tuple[int, datetime | None] = (0, None)
"""How many wait, and since when, where none does."""


def item(title: object, found: tuple[int, datetime | None], url: str, now: datetime) -> InboxItem:
    """So many wait since then; a person has SUBMITTED_LIMIT for each."""
    count, since = found
    return InboxItem(title, count, url, urgency(since, SUBMITTED_LIMIT, now), since)


def waiting(session: Session, actor: Actor, now: datetime) -> Iterator[InboxItem]:
    """Plans and projects that the actor may move on."""
    kinds = (
        (ActionPlan, P.PROJECTS_PLAN_DRAFT, P.PROJECTS_PLAN_APPROVE, "plans.index", _PLAN_TITLES),
        (Project, P.PROJECTS_PROJECT_DRAFT, P.PROJECTS_PROJECT_APPROVE, "projects.index", _PROJECT_TITLES),
    )
    for model, draft, approve, endpoint, titles in kinds:
        if not (actor.may(draft) or actor.may(approve)):
            continue
        found = queries.waiting(session, model)
        for state, permission in (
            (PlanState.DRAFT, draft),
            (PlanState.RETURNED, draft),
            (PlanState.SUBMITTED, approve),
        ):
            if actor.may(permission):
                url = url_for(endpoint, state=state.value)
                yield item(titles[state], found.get(state, NONE), url, now)


_PLAN_TITLES = {
    PlanState.DRAFT: _l("Plans to complete and submit"),
    PlanState.RETURNED: _l("Plans returned for correction"),
    PlanState.SUBMITTED: _l("Plans to approve or return"),
}
_PROJECT_TITLES = {
    PlanState.DRAFT: _l("Projects to complete and submit"),
    PlanState.RETURNED: _l("Projects returned for correction"),
    PlanState.SUBMITTED: _l("Projects to approve or return"),
}


def plan_turns(
    machine: Machine[PlanState], what: tuple[Any, Any, Any], draft: P, approve: P
) -> dict[Any, Turn]:
    """Whose turn it is with a plan or project: `what` to approve, to correct, to start."""
    submitted, returned, approved = what
    name, s = machine.name, PlanState
    return {
        s.SUBMITTED: Turn(f"{name}:approve", machine, (s.SUBMITTED,), approve, submitted, Role.PLAN_APPROVER),
        s.RETURNED: Turn(f"{name}:correct", machine, (s.RETURNED,), draft, returned, Role.PLAN_OFFICER),
        s.APPROVED: Turn(f"{name}:start", machine, (s.APPROVED,), approve, approved, Role.PLAN_APPROVER),
    }


PLAN_TURNS = plan_turns(
    PLAN_MACHINE,
    (_l("Action plan"), _l("Action plan to correct"), _l("Action plan to start")),
    P.PROJECTS_PLAN_DRAFT,
    P.PROJECTS_PLAN_APPROVE,
)
PROJECT_TURNS = plan_turns(
    PROJECT_MACHINE,
    (_l("Project"), _l("Project to correct"), _l("Project to start")),
    P.PROJECTS_PROJECT_DRAFT,
    P.PROJECTS_PROJECT_APPROVE,
)


def deadlines_of(
    session: Session,
    model: Any,
    name: Any,
    turns: Mapping[Any, Turn],
    url_of: Callable[[int], str],
    most: int | None,
) -> Iterator[Deadline]:
    """What stands in a state of `turns`, those that wait longest first. One statement.

    Who wrote it does not approve it.
    """
    kind = next(iter(turns.values())).machine.name
    entered = audit.last_happened(kind, model.id, *(f"{kind}.{state}" for state in turns))
    rows = session.execute(
        sa.select(
            model.id,
            model.state,
            name.label("name"),
            sa.func.coalesce(entered, model.created_at).label("since"),
            model.created_by_id,
        )
        .where(model.state.in_(list(turns)))
        .order_by("since")
        .limit(most)
    )
    for row in rows:
        turn = turns[row.state]
        yield Deadline(
            turn,
            row.id,
            row.name,
            url_of(row.id),
            row.since,
            due_at(SUBMITTED_LIMIT, row.since),
            barred=frozenset({row.created_by_id}) if turn.name.endswith(":approve") else frozenset(),
        )


def deadlines(session: Session, _now: datetime, most: int | None) -> Iterator[Deadline]:
    """Every plan and project that waits to be approved, corrected or started."""
    yield from deadlines_of(
        session,
        ActionPlan,
        ActionPlan.name_th,
        PLAN_TURNS,
        lambda key: url_for("plans.show", plan_id=key),
        most,
    )
    yield from deadlines_of(
        session,
        Project,
        Project.name_th,
        PROJECT_TURNS,
        lambda key: url_for("projects.show", project_id=key),
        most,
    )


BOARD_TURNS = (*PLAN_TURNS.values(), *PROJECT_TURNS.values())
NAVIGATION = (
    NavEntry(10, _l("Action plans"), "plans.index", READ, "file"),
    NavEntry(11, _l("Projects"), "projects.index", READ, "list"),
)
