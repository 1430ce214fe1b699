"""What waits among schemes: for whom, and until when; their place in the menu and in the search."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.actor import Actor
from core.permissions import Permission, Role
from core.registry import InboxItem, NavEntry, Turn
from projects.inbox import NONE, READ, item, queues_of
from projects.queries import counted_by_state
from schemes.models import Scheme
from schemes.queries import search_schemes
from schemes.states import SCHEME_MACHINE, SchemeState
from web.finders import Finder, Hit
from web.languages import localized

P = Permission
_TITLES = (
    (SchemeState.DRAFT, P.PROJECTS_SCHEME_APPROVE, _l("Schemes to approve")),
    (SchemeState.APPROVED, P.PROJECTS_SCHEME_OPERATE, _l("Schemes to open")),
    (SchemeState.APPROVED, P.PROJECTS_BUDGET_APPROPRIATE, _l("Approved schemes: allot money")),
    (SchemeState.PAUSED, P.PROJECTS_SCHEME_OPERATE, _l("Paused schemes to resume or close")),
)


def inbox(session: Session, actor: Actor, now: datetime) -> Iterator[InboxItem]:
    """Schemes that the actor may move on."""
    if actor.may_any(permission for _state, permission, _title in _TITLES):
        found = counted_by_state(session, Scheme)
        for state, permission, title in _TITLES:
            if actor.may(permission):
                url = url_for("schemes.index", state=state.value)
                yield item(title, found.get(state, NONE), url, now)


_C, _OWNER = SchemeState, Role.PLAN_APPROVER
TURNS = {
    _C.DRAFT: Turn(
        "scheme:approve", SCHEME_MACHINE, (_C.DRAFT,), P.PROJECTS_SCHEME_APPROVE, _l("Scheme"), _OWNER
    ),
    _C.APPROVED: Turn(
        "scheme:open",
        SCHEME_MACHINE,
        (_C.APPROVED,),
        P.PROJECTS_SCHEME_OPERATE,
        _l("Scheme to open"),
        _OWNER,
    ),
    _C.PAUSED: Turn(
        "scheme:resume",
        SCHEME_MACHINE,
        (_C.PAUSED,),
        P.PROJECTS_SCHEME_OPERATE,
        _l("Paused scheme to resume or close"),
        _OWNER,
    ),
}


QUEUES = queues_of(Scheme, Scheme.code, TURNS, "schemes.show")
NAVIGATION = (
    NavEntry(12, _l("Schemes"), "schemes.index", READ, "ticket"),
    NavEntry(12, _l("New terms of schemes"), "versions.index", READ, "ticket"),
)


def _hit(row: Any) -> Hit:
    scheme: Scheme = row.Scheme
    url = url_for("schemes.show", scheme_id=scheme.id)
    return Hit(localized(scheme, "name"), scheme.code, url, scheme.state)


FINDERS = (
    Finder(
        "scheme",
        _l("Schemes"),
        READ,
        lambda _actor: sa.select(Scheme),
        Scheme.id,
        _hit,
        lambda what: Scheme.code == what.number,
        lambda _session, statement, _actor, typed: search_schemes(statement, typed),
        lambda _actor, typed: url_for("schemes.index", q=typed),
    ),
)
