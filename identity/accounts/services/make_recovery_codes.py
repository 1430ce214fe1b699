"""A person makes a new set of recovery codes."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from identity.accounts.recovery_codes import digest_of, new_codes
from identity.people.models import Person


def make_recovery_codes(*, actor: Actor, now: datetime) -> list[str]:
    """Replace the person's codes; returns the new ones, which nobody can show again: only digests are kept."""
    person_id = actor.known_person_id
    codes = new_codes()
    digests = [digest_of(person_id, code) for code in codes]
    with transaction() as tx:
        tx.execute(sa.update(Person).where(Person.id == person_id).values(mf_recovery_codes=digests))
        audit.record(tx, "person.recovery_codes_made", "person", person_id, actor, now)
    return codes
