"""A person ends one of their other sessions."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from core.errors import NotFound
from identity.accounts.operations import end_sessions
from identity.accounts.states import SessionEnd


def end_own_session(session_id: int, *, actor: Actor, now: datetime) -> None:
    """End it at once. NotFound for one that has ended, or is another's."""
    person_id = actor.known_person_id
    with transaction() as tx:
        ended = end_sessions(
            tx, person_id, SessionEnd.ENDED_FROM_ANOTHER, by_id=person_id, now=now, only=session_id
        )
        if not ended:
            raise NotFound
        audit.record(tx, "person.session_ended", "person", person_id, actor, now, {"session_id": session_id})
