"""An administrator adds a public holiday, as the cabinet resolved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.dialects.postgresql import insert

from core import events
from core.actor import Actor
from core.audit import operations as audit
from core.calendar import due
from core.calendar.models import HolidayChange
from core.clock import bangkok_date
from core.db import transaction
from core.errors import Refused
from identity.staff.commands import ADD_HOLIDAY
from identity.staff.events import HolidayAdded
from identity.staff.rules import HolidayRefusal, problem_of_holiday


@dataclass(frozen=True, slots=True)
class HolidayDraft:
    """A holiday as typed, with the resolution or announcement that says so."""

    day: date
    name_th: str
    name_en: str
    source: str


def add_holiday(draft: HolidayDraft, *, actor: Actor, now: datetime) -> None:
    """Make the day a holiday: every term that still runs over it, or ends on it, ends later.

    Refused with HOLIDAY_PAST, HOLIDAY_TOO_FAR, or HOLIDAY_ALREADY for what is no working day.
    """
    with transaction(ADD_HOLIDAY, actor, now) as tx:
        if problem := problem_of_holiday(draft.day, bangkok_date(now)):
            raise Refused(problem)
        if not due.read_calendar(tx.session).is_working_day(draft.day):
            raise Refused(HolidayRefusal.HOLIDAY_ALREADY)
        values = {
            "is_holiday": True,
            "name_th": draft.name_th,
            "name_en": draft.name_en,
            "source": draft.source,
            "changed_at": now,
            "changed_by_id": actor.known_person_id,
        }
        added = tx.scalar(
            insert(HolidayChange)
            .values(day=draft.day, **values)
            .on_conflict_do_update(
                index_elements=[HolidayChange.day], set_=values, where=HolidayChange.is_holiday.is_(False)
            )
            .returning(HolidayChange.day)
        )
        if added is None:
            raise Refused(HolidayRefusal.HOLIDAY_ALREADY)
        audit.record(tx, "holiday.added", "holiday", due.number_of(draft.day), actor, now)
        events.publish(tx, HolidayAdded())
    due.forget_calendar()
