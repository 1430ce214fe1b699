"""Resets of second factors that wait for a second person."""

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
from core.permissions import Permission
from core.registry import Deadline, InboxItem, Turn
from identity.factor_resets.models import FactorReset
from identity.factor_resets.states import CONFIRM_RESET_WITHIN, FACTOR_RESET, FactorResetState
from identity.people.models import Person
from identity.people.queries import oldest
from identity.staff.inbox import SECOND_PERSON

_RESETS_TO_CONFIRM = sa.select(sa.func.count(), sa.func.min(FactorReset.asked_at)).where(
    FactorReset.state == FactorResetState.ASKED,
    FactorReset.asked_by_id != sa.bindparam("person_id"),
    FactorReset.person_id != sa.bindparam("person_id"),
)
RESET_TO_CONFIRM = Turn(
    "factor_reset:confirm",
    FACTOR_RESET,
    (FactorResetState.ASKED,),
    Permission.IDENTITY_STAFF_CONFIRM,
    _l("Reset of second factors to confirm"),
    SECOND_PERSON,
)


def inbox(session: Session, actor: Actor, now: datetime) -> Iterator[InboxItem]:
    """Resets of second factors to confirm."""
    if actor.person_id is None:
        return
    if actor.may(Permission.IDENTITY_STAFF_CONFIRM):
        count, since = session.execute(_RESETS_TO_CONFIRM, {"person_id": actor.person_id}).one()
        yield InboxItem(
            _l("Resets of second factors to confirm"),
            count,
            url_for("identity.factor_resets"),
            urgency(since, CONFIRM_RESET_WITHIN, now),
            since,
        )


def deadlines(session: Session, now: datetime, most: int | None) -> Iterator[Deadline]:  # noqa: ARG001 - the registry's
    """Resets of second factors that wait for a second person."""
    waits, of = FactorReset.state == FactorResetState.ASKED, Person.id == FactorReset.person_id
    for reset, name in oldest(session, waits, FactorReset.asked_at, Person.full_name, of, most):
        yield Deadline(
            RESET_TO_CONFIRM,
            reset.id,
            name,
            url_for("identity.factor_resets"),
            reset.asked_at,
            due_at(CONFIRM_RESET_WITHIN, reset.asked_at),
            barred=frozenset({reset.asked_by_id, reset.person_id}),
        )
