"""Granted roles that wait for a second person, and the places of administrators."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.actor import Actor
from core.calendar.due import due_at
from core.calendar.urgency import urgency
from core.labels import words_for
from core.permissions import Permission
from core.registry import Deadline, InboxItem, NavEntry, Turn
from identity.staff.models import RoleGrant
from identity.staff.states import CONFIRM_WITHIN, ROLE_GRANT, RoleGrantState

_TO_CONFIRM = sa.select(sa.func.count(), sa.func.min(RoleGrant.granted_at)).where(
    RoleGrant.state == RoleGrantState.PROPOSED,
    RoleGrant.granted_by_id != sa.bindparam("person_id"),
    RoleGrant.person_id != sa.bindparam("person_id"),
)
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
        count, since = session.execute(_TO_CONFIRM, {"person_id": actor.person_id}).one()
        url = url_for("identity.grants", state=RoleGrantState.PROPOSED.value)
        yield InboxItem(_l("Roles to confirm"), count, url, urgency(since, CONFIRM_WITHIN, now), since)


def deadlines(session: Session, now: datetime, most: int | None) -> Iterator[Deadline]:  # noqa: ARG001 - the registry's
    """Granted roles that wait for a second person."""
    waiting = sa.select(RoleGrant).where(RoleGrant.state == RoleGrantState.PROPOSED)
    for grant in session.scalars(waiting.order_by(RoleGrant.granted_at).limit(most)):
        yield Deadline(
            TO_CONFIRM,
            grant.id,
            words_for(grant.role),
            url_for("identity.grant", grant_id=grant.id),
            grant.granted_at,
            due_at(CONFIRM_WITHIN, grant.granted_at),
            barred=frozenset({grant.granted_by_id, grant.person_id}),
        )
