"""Granted roles that wait for a second person, and the places of administrators."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.actor import Actor
from core.permissions import Permission
from core.registry import InboxItem, NavEntry, Turn
from identity.staff.models import RoleGrant
from identity.staff.queries import waits_for_second
from identity.staff.states import CONFIRM_WITHIN, ROLE_GRANT, RoleGrantState
from web.lists.listing import MINE
from web.queues.inbox import waiting_since
from web.queues.queue import Queue

SECOND_PERSON = _l("another administrator or an approver")
"""Who confirms what an administrator has granted or asked for."""
TO_CONFIRM = Turn(
    "role_grant:confirm",
    ROLE_GRANT,
    (RoleGrantState.PROPOSED,),
    Permission.IDENTITY_STAFF_CONFIRM,
    _l("Role to confirm"),
    SECOND_PERSON,
)
NAVIGATION = (
    NavEntry(
        80, _l("People and roles"), "identity.people", frozenset({Permission.IDENTITY_STAFF_MANAGE}), "people"
    ),
    NavEntry(81, _l("Units"), "identity.units", frozenset({Permission.IDENTITY_STAFF_MANAGE}), "list"),
    NavEntry(
        82,
        _l("Granted roles"),
        "identity.grants",
        frozenset({Permission.IDENTITY_STAFF_CONFIRM, Permission.AUDIT_TRAIL_READ}),
        "people",
    ),
    NavEntry(
        91, _l("Public holidays"), "identity.holidays", frozenset({Permission.HOUSE_DEADLINES_READ}), "clock"
    ),
)


def inbox(session: Session, actor: Actor, now: datetime) -> Iterator[InboxItem]:
    """Roles to confirm."""
    if actor.person_id is None:
        return
    if actor.may(Permission.IDENTITY_STAFF_CONFIRM):
        title, url = _l("Roles to confirm"), url_for("identity.grants", turn=MINE)
        since, mine = RoleGrant.granted_at, waits_for_second(actor, now)
        yield from waiting_since(session, now, title, url, CONFIRM_WITHIN, since, mine)


QUEUES = (
    Queue(
        TO_CONFIRM,
        RoleGrant.id,
        lambda _now: RoleGrant.state == RoleGrantState.PROPOSED,
        RoleGrant.granted_at,
        "identity.grant",
        "grant_id",
        limit=CONFIRM_WITHIN,
        name=RoleGrant.role,
        barred=(RoleGrant.granted_by_id, RoleGrant.person_id),
    ),
)
