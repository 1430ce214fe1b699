"""An object's history with the people in it, as components/history.html draws it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core.audit import operations as audit
from core.labels import words_for
from core.permissions import STAFF_ROLES, Role
from identity.people.models import Person

PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One line of a history. `who` is None for the system."""

    what: str
    who: str | None
    at: datetime
    reason: str | None
    tone: str


def history_rows(
    session: Session,
    words: Mapping[str, Any],
    tones: Mapping[str, str],
    *subjects: tuple[str, int],
    for_staff: bool,
) -> list[HistoryRow]:
    """The latest events of these subjects, newest first; events without words are not for the page.

    Staff read who it was; members read of staff only the office, for an officer is not lobbied by name.
    Two statements.
    """
    events = [event for event in audit.history(session, *subjects) if event.name in words]
    names = _names(session, {event.actor_person_id for event in events if event.actor_person_id})
    return [
        HistoryRow(
            str(words[event.name]),
            _who(event, names, for_staff=for_staff),
            event.occurred_at,
            event.reason,
            tones.get(event.name, PLAIN),
        )
        for event in reversed(events)
    ]


def _names(session: Session, ids: set[int]) -> dict[int, str]:
    if not ids:
        return {}
    return {
        row.id: row.full_name
        for row in session.execute(sa.select(Person.id, Person.full_name).where(Person.id.in_(ids)))
    }


def _who(event: audit.Happened, names: Mapping[int, str], *, for_staff: bool) -> str | None:
    if event.actor_person_id is None:
        return None
    known = {role.value: role for role in Role}
    roles = [known[role] for role in event.actor_roles if role in known]
    office = ", ".join(words_for(role) for role in roles if role in STAFF_ROLES)
    name = names.get(event.actor_person_id)
    if office and not for_staff:
        return office
    return f"{name} ({office})" if name and office else name
