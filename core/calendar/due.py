"""When things are due, by the calendar of working days: official holidays, and what staff have added or struck.

Official are the public holidays with their substitutes, and those of government offices, as the `holidays` library
knows them; the cabinet's extra days are rows of `holiday_changes`. One calendar serves all: a working day is one on
which offices and banks both work.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from flask import g
from holidays import GOVERNMENT, PUBLIC, country_holidays
from sqlalchemy.orm import Session

from core.calendar.models import HolidayChange
from core.db import db
from core.terms import Calendar, Term, begun_when, ends, last_day

_CHANGES = sa.select(HolidayChange.day, HolidayChange.is_holiday, HolidayChange.changed_at)


CHANGES_AS_JSON = (
    "(SELECT jsonb_agg(jsonb_build_array(h.day, h.is_holiday, h.changed_at)) FROM holiday_changes h)"
)
"""The same rows as one column of a larger statement, for `calendar_from_json`."""


@cache
def official_holidays(year: int, language: str = "th") -> Mapping[date, str]:
    """The official holidays of a year and their names, in `th` or `en_US`."""
    return dict(
        sorted(country_holidays("TH", years=year, categories=(PUBLIC, GOVERNMENT), language=language).items())
    )


def is_official(day: date) -> bool:
    """Whether the day is an official holiday, whatever staff have changed."""
    return day in official_holidays(day.year)


def _calendar(changes: Iterable[tuple[date, bool, datetime]]) -> Calendar:
    rows = list(changes)
    return Calendar(
        is_official,
        frozenset(day for day, is_holiday, _at in rows if is_holiday),
        {day: at for day, is_holiday, at in rows if not is_holiday},
    )


def calendar_from_json(rows: list[tuple[str, bool, str]] | None) -> Calendar:
    """The calendar from what CHANGES_AS_JSON read."""
    return _calendar(
        (date.fromisoformat(day), is_holiday, datetime.fromisoformat(at))
        for day, is_holiday, at in rows or ()
    )


def read_calendar(session: Session) -> Calendar:
    """Return the calendar as stored in the database."""
    return _calendar((day, is_holiday, at) for day, is_holiday, at in session.execute(_CHANGES))


def calendar() -> Calendar:
    """The calendar, read once a request or task."""
    if "calendar" not in g:
        g.calendar = read_calendar(db.session())
    found: Calendar = g.calendar
    return found


def number_of(day: date) -> int:
    """A day as a number, where an object is named by one: 20261207."""
    return day.year * 10000 + day.month * 100 + day.day


def forget_calendar() -> None:
    """Read the calendar anew when it is next asked for: it has been changed here."""
    g.pop("calendar", None)


def due_at(term: Term, began: datetime) -> datetime:
    """The moment at which a term that began then is over."""
    return ends(term, began, calendar())


def due_on(term: Term, began: datetime) -> date:
    """The last day of a term that began then, as pages and notices name it."""
    return last_day(term, began, calendar())


def is_over(began: Any, term: Term, now: datetime, by: Calendar | None = None) -> sa.ColumnElement[bool]:
    """Whether the term of what began at that column is over: the same as `due_at(…) <= now`, for a whole table.

    By the calendar of now, unless another is given.
    """
    spans = (
        began < span.end if span.begin is None else sa.and_(began >= span.begin, began < span.end)
        for span in begun_when(term, now, by or calendar())
    )
    return sa.or_(sa.false(), *spans)
