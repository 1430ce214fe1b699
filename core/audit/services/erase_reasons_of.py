"""Destroy the key of a person's free texts."""

from __future__ import annotations

from datetime import datetime

from core.actor import SYSTEM
from core.audit import operations as audit
from core.db import transaction
from core.errors import NotFound


def erase_reasons_of(person_id: int, *, now: datetime) -> None:
    """No text kept under the person's key can be read again; the rows that name one stay. NotFound if there is no key."""
    with transaction() as tx:
        if not audit.erase_reasons(tx, person_id):
            raise NotFound
        audit.record(tx, "person.reasons_erased", "person", person_id, SYSTEM, now)
