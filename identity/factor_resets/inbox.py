"""Resets of second factors that wait for a second person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.actor import Actor
from core.permissions import Permission
from core.registry import InboxItem, Turn
from identity.factor_resets.models import FactorReset
from identity.factor_resets.queries import waits_for_second
from identity.factor_resets.states import CONFIRM_RESET_WITHIN, FACTOR_RESET, FactorResetState
from identity.people.models import Person
from identity.staff.inbox import SECOND_PERSON
from web.lists.listing import MINE
from web.queues.inbox import waiting_since
from web.queues.queue import Queue

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
        title, url = _l("Resets of second factors to confirm"), url_for("identity.factor_resets", turn=MINE)
        since, mine = FactorReset.asked_at, waits_for_second(actor, now)
        yield from waiting_since(session, now, title, url, CONFIRM_RESET_WITHIN, since, mine)


QUEUES = (
    Queue(
        RESET_TO_CONFIRM,
        FactorReset.id,
        lambda _now: FactorReset.state == FactorResetState.ASKED,
        FactorReset.asked_at,
        "identity.factor_resets",
        limit=CONFIRM_RESET_WITHIN,
        name=Person.full_name,
        joins=((Person, Person.id == FactorReset.person_id),),
        barred=(FactorReset.asked_by_id, FactorReset.person_id),
    ),
)
