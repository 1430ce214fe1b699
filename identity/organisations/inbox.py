"""Invitations that wait for a person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.actor import Actor
from core.registry import (
    InboxItem,
)
from identity.organisations.models import Invitation
from identity.people.models import Person

_WAITING = (
    sa.select(sa.func.count(), sa.func.min(Invitation.created_at))
    .join(Person, Person.email == Invitation.email)
    .where(
        Person.id == sa.bindparam("person_id"),
        Invitation.taken_up_at.is_(None),
        Invitation.withdrawn_at.is_(None),
        Invitation.expires_at > sa.bindparam("now", type_=sa.DateTime(timezone=True)),
    )
)


def inbox(session: Session, actor: Actor, now: datetime) -> Iterator[InboxItem]:
    """Invitations to accept."""
    if actor.person_id is None:
        return
    count, since = session.execute(_WAITING, {"person_id": actor.person_id, "now": now}).one()
    yield InboxItem(
        _l("Invitations to accept"), count, url_for("identity.me", _anchor="invitations"), 1, since
    )
