"""The public holidays as their page lists them: official ones, those added, those struck."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core.calendar.due import number_of, official_holidays
from core.calendar.models import HolidayChange
from identity.staff.rules import HOLIDAYS_AHEAD


@dataclass(frozen=True, slots=True)
class Holiday:
    """One day. `source` is what staff gave when they added or struck it; empty for an official one."""

    day: date
    name_th: str
    name_en: str
    source: str
    is_holiday: bool

    @property
    def number(self) -> int:
        """Its name in addresses."""
        return number_of(self.day)


def holidays_ahead(session: Session, today: date) -> list[Holiday]:
    """From today as far ahead as the calendar can be changed, by day. One statement."""
    last = today + HOLIDAYS_AHEAD
    found = {
        day: Holiday(day, name, official_holidays(year, "en_US")[day], "", is_holiday=True)
        for year in range(today.year, last.year + 1)
        for day, name in official_holidays(year, "th").items()
    }
    changes = sa.select(HolidayChange).where(HolidayChange.day.between(today, last))
    for row in session.scalars(changes):
        found[row.day] = Holiday(row.day, row.name_th, row.name_en, row.source, row.is_holiday)
    return [found[day] for day in sorted(found) if today <= day <= last]
