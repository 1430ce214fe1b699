"""A person stays signed in here alone."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from identity.accounts.operations import end_sessions
from identity.accounts.states import SessionEnd


def end_other_sessions(session_id: int, *, actor: Actor, now: datetime) -> int:
    """End all sessions of the person but this one; returns how many ended."""
    person_id = actor.known_person_id
    with transaction() as tx:
        ended = end_sessions(
            tx, person_id, SessionEnd.ENDED_FROM_ANOTHER, by_id=person_id, now=now, but=session_id
        )
        audit.record(tx, "person.other_sessions_ended", "person", person_id, actor, now, {"count": ended})
        return ended
