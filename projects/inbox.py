"""What waits in this room: for whom, and until when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.actor import Actor
from core.due import due_at
from core.labels import words_for
from core.permissions import Permission, Role
from core.registry import (
    Deadline,
    InboxItem,
    NavEntry,
    register_deadlines,
    register_inbox,
    register_navigation,
    urgency,
)
from projects import queries
from projects.models import ActionPlan, Project, Scheme
from projects.states import SUBMITTED_LIMIT, PlanState, SchemeState

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


_PLAN, _PROJECT, _SCHEME = "plan", "project", "scheme"
_BOARD = {
    _PLAN: (_l("Action plan"), "plans.show", "plan_id"),
    _PROJECT: (_l("Project"), "projects.show", "project_id"),
    _SCHEME: (_l("Scheme"), "schemes.show", "scheme_id"),
}
_WAITING = sa.union_all(
    *(
        sa.select(
            sa.literal(what).label("what"),
            model.id,
            model.name_th.label("name"),
            model.submitted_at.label("since"),
        ).where(model.state == PlanState.SUBMITTED)
        for what, model in ((_PLAN, ActionPlan), (_PROJECT, Project))
    ),
    sa.select(sa.literal(_SCHEME), Scheme.id, Scheme.code, Scheme.created_at).where(
        Scheme.state == SchemeState.DRAFT
    ),
)


def deadlines(session: Session, _now: datetime) -> Iterator[Deadline]:
    """Every plan and project that waits for an approver, and every scheme that waits to be approved. One statement."""
    for row in session.execute(_WAITING):
        kind, endpoint, key = _BOARD[row.what]
        yield Deadline(
            kind,
            row.name,
            url_for(endpoint, **{key: row.id}),
            words_for(Role.PLAN_APPROVER),
            row.since,
            due_at(SUBMITTED_LIMIT, row.since),
        )


def register() -> None:
    """Tell the landing page, the deadline board and the menu."""
    register_inbox("projects", waiting)
    register_deadlines("projects", deadlines)
    read = frozenset({P.PROJECTS_PROJECT_READ})
    register_navigation(
        NavEntry(10, _l("Action plans"), "plans.index", read, "file"),
        NavEntry(11, _l("Projects"), "projects.index", read, "list"),
        NavEntry(12, _l("Schemes"), "schemes.index", read, "ticket"),
    )
