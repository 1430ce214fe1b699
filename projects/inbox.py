"""What waits in this room: for whom, and until when."""

from __future__ import annotations

from collections.abc import Iterator
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
from projects.models import ActionPlan, Project, Scheme
from projects.states import (
    PLAN_MACHINE,
    PROJECT_MACHINE,
    SCHEME_MACHINE,
    SUBMITTED_LIMIT,
    PlanState,
    SchemeState,
)

P = Permission


def _item(title: object, found: tuple[int, datetime | None], url: str, now: datetime) -> InboxItem:
    count, since = found
    return InboxItem(title, count, url, urgency(since, SUBMITTED_LIMIT, now), since)


def waiting(session: Session, actor: Actor, now: datetime) -> Iterator[InboxItem]:
    """Plans, projects and schemes that the actor may move on."""
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
                yield _item(titles[state], found.get(state, NONE), url, now)
    if any(actor.may(permission) for _state, permission, _title in _SCHEME_TITLES):
        found = queries.schemes_waiting(session)
        for scheme_state, permission, title in _SCHEME_TITLES:
            if actor.may(permission):
                url = url_for("schemes.index", state=scheme_state.value)
                yield _item(title, found.get(scheme_state, NONE), url, now)


NONE: tuple[int, datetime | None] = (0, None)
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
_SCHEME_TITLES = (
    (SchemeState.DRAFT, P.PROJECTS_SCHEME_APPROVE, _l("Schemes to approve")),
    (SchemeState.APPROVED, P.PROJECTS_SCHEME_OPERATE, _l("Schemes to open")),
    (SchemeState.APPROVED, P.PROJECTS_BUDGET_APPROPRIATE, _l("Approved schemes: allot money")),
    (SchemeState.PAUSED, P.PROJECTS_SCHEME_OPERATE, _l("Paused schemes to resume or close")),
)


_PLAN_OFFICER, _PLAN_APPROVER = Role.PLAN_OFFICER, Role.PLAN_APPROVER


def _plan_turns(
    name: str, machine: Machine[PlanState], what: tuple[Any, Any, Any], draft: P, approve: P
) -> dict[Any, Turn]:
    submitted, returned, approved = what
    s = PlanState
    return {
        s.SUBMITTED: Turn(f"{name}:approve", machine, (s.SUBMITTED,), approve, submitted, _PLAN_APPROVER),
        s.RETURNED: Turn(f"{name}:correct", machine, (s.RETURNED,), draft, returned, _PLAN_OFFICER),
        s.APPROVED: Turn(f"{name}:start", machine, (s.APPROVED,), approve, approved, _PLAN_APPROVER),
    }


PLAN_TURNS = _plan_turns(
    "plan",
    PLAN_MACHINE,
    (_l("Action plan"), _l("Action plan to correct"), _l("Action plan to start")),
    P.PROJECTS_PLAN_DRAFT,
    P.PROJECTS_PLAN_APPROVE,
)
PROJECT_TURNS = _plan_turns(
    "project",
    PROJECT_MACHINE,
    (_l("Project"), _l("Project to correct"), _l("Project to start")),
    P.PROJECTS_PROJECT_DRAFT,
    P.PROJECTS_PROJECT_APPROVE,
)
_C = SchemeState
SCHEME_TURNS = {
    _C.DRAFT: Turn(
        "scheme:approve", SCHEME_MACHINE, (_C.DRAFT,), P.PROJECTS_SCHEME_APPROVE, _l("Scheme"), _PLAN_APPROVER
    ),
    _C.APPROVED: Turn(
        "scheme:open",
        SCHEME_MACHINE,
        (_C.APPROVED,),
        P.PROJECTS_SCHEME_OPERATE,
        _l("Scheme to open"),
        _PLAN_APPROVER,
    ),
    _C.PAUSED: Turn(
        "scheme:resume",
        SCHEME_MACHINE,
        (_C.PAUSED,),
        P.PROJECTS_SCHEME_OPERATE,
        _l("Paused scheme to resume or close"),
        _PLAN_APPROVER,
    ),
}


def _waiting_of(kind: str, model: Any, name: Any, turns: dict[Any, Turn]) -> Any:
    entered = [f"{kind}.{state}" for state in turns]
    since = sa.func.coalesce(audit.last_happened(kind, model.id, *entered), model.created_at).label("since")
    return sa.select(
        sa.literal(kind).label("what"),
        model.id,
        sa.cast(model.state, sa.Text).label("state"),
        name.label("name"),
        since,
        model.created_by_id.label("author_id"),
    ).where(model.state.in_(list(turns)))


_BOARD = {
    "plan": ("plans.show", "plan_id", PLAN_TURNS),
    "project": ("projects.show", "project_id", PROJECT_TURNS),
    "scheme": ("schemes.show", "scheme_id", SCHEME_TURNS),
}
_WAITING = sa.union_all(
    _waiting_of("plan", ActionPlan, ActionPlan.name_th, PLAN_TURNS),
    _waiting_of("project", Project, Project.name_th, PROJECT_TURNS),
    _waiting_of("scheme", Scheme, Scheme.code, SCHEME_TURNS),
)


def deadlines(session: Session, _now: datetime, most: int | None) -> Iterator[Deadline]:
    """Every plan, project and scheme that waits to be approved, corrected, started or opened. One statement."""
    for row in session.execute(_WAITING.order_by("since").limit(most)):
        endpoint, key, turns = _BOARD[row.what]
        turn = turns[row.state]
        yield Deadline(
            turn,
            row.id,
            row.name,
            url_for(endpoint, **{key: row.id}),
            row.since,
            due_at(SUBMITTED_LIMIT, row.since),
            barred=frozenset({row.author_id}) if turn.name.endswith(":approve") else frozenset(),
        )


_READ = frozenset({P.PROJECTS_PROJECT_READ})
BOARD_TURNS = (
    *PLAN_TURNS.values(),
    *PROJECT_TURNS.values(),
    *SCHEME_TURNS.values(),
)
NAVIGATION = (
    NavEntry(10, _l("Action plans"), "plans.index", _READ, "file"),
    NavEntry(11, _l("Projects"), "projects.index", _READ, "list"),
    NavEntry(12, _l("Schemes"), "schemes.index", _READ, "ticket"),
)
