"""An administrator strikes a public holiday: it was added by mistake, or the cabinet took it back."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.dialects.postgresql import insert

from core.actor import Actor
from core.audit import operations as audit
from core.calendar import due
from core.calendar.models import HolidayChange
from core.clock import bangkok_date
from core.db import transaction
from core.errors import Refused
from identity.staff.commands import STRIKE_HOLIDAY
from identity.staff.rules import HolidayRefusal, problem_of_holiday


def strike_holiday(day: date, source: str, *, actor: Actor, now: datetime) -> None:
    """Make the day a working day for what begins from now on; what began before keeps the dates that were named.

    Refused with HOLIDAY_PAST, HOLIDAY_TOO_FAR, or HOLIDAY_NONE for what is no holiday.
    """
    with transaction(STRIKE_HOLIDAY, actor, now) as tx:
        if problem := problem_of_holiday(day, bangkok_date(now)):
            raise Refused(problem)
        if not due.read_calendar(tx.session).is_holiday(day):
            raise Refused(HolidayRefusal.HOLIDAY_NONE)
        values = {
            "is_holiday": False,
            "source": source,
            "changed_at": now,
            "changed_by_id": actor.known_person_id,
        }
        struck = tx.scalar(
            insert(HolidayChange)
            .values(
                day=day,
                name_th=due.official_holidays(day.year, "th").get(day, ""),
                name_en=due.official_holidays(day.year, "en_US").get(day, ""),
                **values,
            )
            .on_conflict_do_update(
                index_elements=[HolidayChange.day], set_=values, where=HolidayChange.is_holiday.is_(True)
            )
            .returning(HolidayChange.day)
        )
        if struck is None:
            raise Refused(HolidayRefusal.HOLIDAY_NONE)
        audit.record(tx, "holiday.struck", "holiday", due.number_of(day), actor, now)
    due.forget_calendar()
