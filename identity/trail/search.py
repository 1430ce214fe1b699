"""How the trail is searched: by a day, a number, a name or words."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import get_locale
from sqlalchemy.orm import Session

from core import clock
from core.audit.models import AuditEvent
from core.audit.words import event_words, subject_kinds
from core.clock import BANGKOK
from core.typed import Unreadable
from core.typed.days import read_day
from identity.organisations.officer_lists import refers_to
from identity.people.models import Person
from identity.people.queries import is_person


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """The moments between which a day lasts in Bangkok."""
    begin = datetime(day.year, day.month, day.day, tzinfo=BANGKOK)
    return begin, begin + timedelta(days=1)


def search_trail(session: Session, statement: Any, typed: str) -> Any:
    """Narrow by a day, by a subject's number, by a dotted name, or by words of a person, an event or a subject."""
    try:
        today = clock.bangkok_date(clock.now())
        begin, end = day_bounds(read_day(typed, today=today, locale=get_locale()))
    except Unreadable:
        named = statement.outerjoin(Person, Person.id == AuditEvent.actor_person_id)
        return named.where(sa.or_(*_readings(session, typed)))
    return statement.where(AuditEvent.occurred_at >= begin, AuditEvent.occurred_at < end)


def _readings(session: Session, typed: str, *, may_end_in_number: bool = True) -> list[Any]:
    folded = typed.casefold()
    names = [name for name, words in event_words.items() if folded in str(words).casefold()]
    kinds = [kind for kind, known in subject_kinds.items() if folded in str(known.label).casefold()]
    readings = [
        AuditEvent.name.startswith(folded, autoescape=True),
        AuditEvent.name.in_(names),
        AuditEvent.subject_kind.in_(kinds),
        is_person(session, typed, AuditEvent.actor_person_id),
        refers_to(session, typed, AuditEvent.organisation_id),
    ]
    words, _space, number = typed.rpartition(" ")
    if may_end_in_number and number.isascii() and number.isdigit() and len(number) < 19:
        one = AuditEvent.subject_id == int(number)
        readings.append(
            sa.and_(one, sa.or_(*_readings(session, words, may_end_in_number=False))) if words else one
        )
    return readings
