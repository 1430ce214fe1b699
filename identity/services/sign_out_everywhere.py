"""A person ends all her sessions."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

import sqlalchemy as sa

from core import audit
from core.actor import Actor
from core.db import transaction
from identity.models import Person


def sign_out_everywhere(*, actor: Actor, now: datetime) -> None:
    """Void every session and every remembered device of the person, this one too."""
    person_id = actor.known_person_id
    with transaction() as tx:
        tx.execute(sa.update(Person).where(Person.id == person_id).values(fs_uniquifier=uuid4().hex))
        audit.record(tx, "person.signed_out_everywhere", "person", person_id, actor, now)
