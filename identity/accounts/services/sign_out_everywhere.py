"""A person signs out on every device."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

import sqlalchemy as sa

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from identity.accounts.operations import end_sessions
from identity.accounts.states import SessionEnd
from identity.people.models import Person


def sign_out_everywhere(*, actor: Actor, now: datetime) -> None:
    """End every session of the person, this one too, and every sign-in that waits for its second factor."""
    person_id = actor.known_person_id
    with transaction() as tx:
        tx.execute(sa.update(Person).where(Person.id == person_id).values(fs_uniquifier=uuid4().hex))
        end_sessions(tx, person_id, SessionEnd.SIGNED_OUT, by_id=person_id, now=now)
        audit.record(tx, "person.signed_out_everywhere", "person", person_id, actor, now)
