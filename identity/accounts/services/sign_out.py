"""A person signs out here."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from identity.accounts.operations import end_sessions
from identity.accounts.states import SessionEnd


def sign_out(session_id: int, *, actor: Actor, now: datetime) -> None:
    """End the session on the server, so that a copy of its cookie opens nothing. Ending it again does nothing."""
    person_id = actor.known_person_id
    with transaction() as tx:
        if end_sessions(
            tx, person_id, SessionEnd.SIGNED_OUT, by_id=actor.person_id, now=now, only=session_id
        ):
            audit.record(tx, "person.signed_out", "person", person_id, actor, now, {"session_id": session_id})
