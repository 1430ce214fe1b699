"""How long something waits, beside how long it may: the bar of a row of the queue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.clock import bangkok_date
from core.terms import Calendar, Term, Unit


@dataclass(frozen=True, slots=True)
class Age:
    """Days since it waits and days it may wait, in working days where its limit is in these."""

    spent: int
    allowed: int | None
    """None when nothing ends it."""
    left: int
    """Days until the last one, which is 0; below 0 it is late by so many."""
    in_working_days: bool
    is_late: bool


def age_of(since: datetime, due: datetime | None, term: Term | None, now: datetime, by: Calendar) -> Age:
    """The age of what waits since then and is due at `due`: `term` is its limit, None where a last day was named."""
    working = term is not None and term.unit is Unit.WORKING_DAYS
    began, today = bangkok_date(since), bangkok_date(now)

    def between(first: date, last: date) -> int:
        return by.working_days_between(first, last) if working else max((last - first).days, 0)

    if due is None:
        return Age(between(began, today), None, 0, working, is_late=False)
    last = bangkok_date(due - timedelta(microseconds=1))
    left = between(today, last) - between(last, today)
    return Age(between(began, today), between(began, last), left, working, is_late=due <= now)
