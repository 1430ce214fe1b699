"""What an account still needs, and where it is found."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.actor import Actor
from core.permissions import Permission
from core.registry import (
    InboxItem,
    NavEntry,
)
from core.settings import installation
from identity.people.models import Passkey, Person

_NO_SECOND_FACTOR = sa.select(sa.func.count()).where(
    Person.id == sa.bindparam("person_id"),
    Person.tf_primary_method.is_(None),
    ~sa.exists().where(Passkey.user_id == Person.id),
)
NAVIGATION = (
    NavEntry(
        95,
        _l("My account"),
        "identity.me",
        frozenset({Permission.IDENTITY_SELF_MANAGE}),
        "person",
        "person",
    ),
)


def inbox(session: Session, actor: Actor, now: datetime) -> Iterator[InboxItem]:  # noqa: ARG001 - the registry's
    """For staff a missing second factor."""
    if actor.person_id is None:
        return
    if actor.is_staff and not installation.settings().second_factor_waived:
        missing = session.scalar(_NO_SECOND_FACTOR, {"person_id": actor.person_id}) or 0
        yield InboxItem(
            _l("Second factor to set up"), missing, url_for("identity.me", _anchor="second-factor"), 1
        )
