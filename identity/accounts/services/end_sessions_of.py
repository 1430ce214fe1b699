"""An administrator ends another person's sessions."""

from __future__ import annotations

from datetime import datetime

from flask import url_for

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from identity.accounts.commands import END_SESSIONS_OF
from identity.accounts.operations import end_sessions
from identity.accounts.states import SessionEnd
from identity.notifications.operations import notify
from identity.people.models import Person


def end_sessions_of(person_id: int, reason: str, *, actor: Actor, now: datetime) -> int:
    """Sign a person out on every device, for a phone lost or an account abused; returns how many sessions ended.

    The person is notified. NotFound for nobody; refused with NOT_YOURSELF or REASON_MISSING.
    """
    with transaction(END_SESSIONS_OF, actor, now) as tx:
        tx.share(Person, person_id)
        tx.authorise(person=person_id)
        ended = end_sessions(tx, person_id, SessionEnd.ENDED_BY_ADMINISTRATOR, by_id=actor.person_id, now=now)
        reason_id = audit.store_reason(tx, actor.known_person_id, reason)
        audit.record(
            tx,
            "person.sessions_ended_by_administrator",
            "person",
            person_id,
            actor,
            now,
            {"count": ended},
            reason_id=reason_id,
        )
        notify(tx, [person_id], "person.sessions_ended", {}, url_for("identity.sessions"), now=now)
        return ended
