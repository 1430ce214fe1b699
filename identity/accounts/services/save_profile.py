"""A person saves their own particulars."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from identity.people.models import Person


def save_profile(
    full_name: str, phone: str, locale: str, *, title: str = "", actor: Actor, now: datetime
) -> None:
    """Set one's name with its title, telephone and the language of one's e-mails."""
    with transaction() as tx:
        person = tx.lock(Person, actor.known_person_id, named_meanwhile=True)
        given = {"title": title, "full_name": full_name, "phone": phone, "locale": locale}
        changed = sorted(name for name, value in given.items() if getattr(person, name) != value)
        for name in changed:
            setattr(person, name, given[name])
        if changed:
            audit.record(tx, "person.profile_changed", "person", person.id, actor, now, {"fields": changed})
