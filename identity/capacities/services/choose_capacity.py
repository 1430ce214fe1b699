"""A person chooses for whom to act."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from core.errors import NotFound
from identity.capacities.queries import identity_of_person
from identity.people.models import Person


def choose_capacity(key: str, *, actor: Actor, now: datetime) -> str:
    """Remember the capacity for the next sign-in too. NotFound for one that the person does not have."""
    person_id = actor.known_person_id
    with transaction() as tx:
        session_identity = identity_of_person(tx.session, person_id)
        if session_identity is None or key not in {choice.key for choice in session_identity.choices}:
            raise NotFound
        tx.execute(sa.update(Person).where(Person.id == person_id).values(acting_as=key))
        audit.record(tx, "person.capacity_chosen", "person", person_id, actor, now, {"capacity": key})
    return key
