"""What plans, projects and schemes share of what waits: for whom, and until when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from core.actor import Actor
from core.calendar.urgency import urgency
from core.permissions import Permission, Role
from core.registry import InboxItem, Turn
from core.states import Machine
from projects import queries
from projects.states import SUBMITTED_LIMIT, PlanState
from web.queues.queue import Queue

P = Permission
READ = frozenset({P.PROJECTS_PROJECT_READ})
NONE: tuple[int, datetime | None] = (0, None)
"""How many wait, and since when, where none does."""


def item(title: object, found: tuple[int, datetime | None], url: str, now: datetime) -> InboxItem:
    """So many wait since then; a person has SUBMITTED_LIMIT for each."""
    count, since = found
    return InboxItem(title, count, url, urgency(since, SUBMITTED_LIMIT, now), since)


def inbox_of(
    session: Session,
    actor: Actor,
    now: datetime,
    model: Any,
    permissions: Mapping[Any, Permission],
    titles: Mapping[Any, Any],
    endpoint: str,
) -> Iterator[InboxItem]:
    """Plans, of one year or five, or projects that the actor may move on, by the permission that each state asks for."""
    if actor.may_any(permissions.values()):
        found = queries.counted_by_state(session, model)
        for state, permission in permissions.items():
            if actor.may(permission):
                yield item(titles[state], found.get(state, NONE), url_for(endpoint, state=state.value), now)


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


def queues_of(
    model: Any, name: Any, turns: Mapping[Any, Turn], endpoint: str, *, name_en: Any = None
) -> tuple[Queue, ...]:
    """What stands in each state of `turns`; `endpoint` shows one. Who wrote it does not approve it."""
    kind = next(iter(turns.values())).machine.name

    def queue(state: Any, turn: Turn) -> Queue:
        return Queue(
            turn,
            model.id,
            lambda _now: model.state == state,
            model.state_since,
            endpoint,
            f"{kind}_id",
            limit=SUBMITTED_LIMIT,
            name=name,
            name_en=name_en,
            barred=(model.created_by_id,) if turn.name.endswith(":approve") else (),
        )

    return tuple(queue(state, turn) for state, turn in turns.items())
