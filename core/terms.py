"""Terms: how long something may wait, when that ends, and what is over by now. The one law of them all.

A term in days begins on the day after what starts it and runs to the end of its last day in Bangkok. A person's last
day that is a Saturday, a Sunday or a holiday gives way to the next working day (Administrative Procedure Act B.E. 2539,
s. 64 paragraphs 1 and 3). An officer's last day counts although it is a holiday (paragraph 2), so what an officer or the
bank must do is given working days, which end on none (docs/decisions/0034).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from core.clock import bangkok_date, bangkok_midnight

_DAY = timedelta(days=1)
_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)
_AFTER_ALL = datetime.max.replace(tzinfo=UTC)
_SHORTEST_STEP = timedelta(microseconds=1)


class Unit(StrEnum):
    """What a term is counted in."""

    MINUTES = "minutes"
    """Exact, on every day of the week: a price at the counter, a background task."""
    DAYS = "days"
    """All days are counted; the last one is a working day."""
    WORKING_DAYS = "working_days"
    """Only working days are counted."""


@dataclass(frozen=True, slots=True)
class Term:
    """How long something may wait."""

    length: int
    unit: Unit


def minutes(length: int) -> Term:
    """A term of minutes."""
    return Term(length, Unit.MINUTES)


def days(length: int) -> Term:
    """A term of days, for a person: its last day is a working day."""
    return Term(length, Unit.DAYS)


def working_days(length: int) -> Term:
    """A term of working days, for an officer or the bank."""
    return Term(length, Unit.WORKING_DAYS)


SERVICE_STANDARD = working_days(15)
"""How long OSMEP takes to decide (docs/architecture.md#terms)."""
PAYMENT_STANDARD = working_days(20)
"""How long OSMEP takes to pay what it approved (docs/architecture.md#terms)."""


@dataclass(frozen=True)
class Calendar:
    """The working days: Monday to Friday without the official holidays, without `added`, and with those `struck`.

    A day that was struck from the holidays remains one for what began before `struck[day]`: no last day comes
    earlier than the one that was named.
    """

    official: Callable[[date], bool]
    added: frozenset[date] = frozenset()
    struck: Mapping[date, datetime] = field(default_factory=dict)

    def is_holiday(self, day: date, began: datetime | None = None) -> bool:
        """Whether the day is a holiday now or, for what began at `began`, has been one since."""
        if day in self.added:
            return True
        if day in self.struck:
            return began is not None and began < self.struck[day]
        return self.official(day)

    def of_today(self) -> Calendar:
        """The same without memory of what was struck: by it, what began later never ends earlier."""
        return replace(self, struck=dict.fromkeys(self.struck, _BEFORE_ALL))

    def is_working_day(self, day: date, began: datetime | None = None) -> bool:
        """Monday to Friday, and no holiday."""
        return day.weekday() < 5 and not self.is_holiday(day, began)

    def working_day_from(self, day: date, began: datetime | None = None) -> date:
        """The day itself, or the next working day after it."""
        while not self.is_working_day(day, began):
            day += _DAY
        return day

    def next_working_day(self, after: date, began: datetime | None = None) -> date:
        """The first working day after `after`."""
        return self.working_day_from(after + _DAY, began)

    def working_days_between(self, first: date, last: date) -> int:
        """How many working days lie after `first` up to `last`, which is counted if it is one."""
        found = 0
        while (first := first + _DAY) <= last:
            found += self.is_working_day(first)
        return found


def last_day(term: Term, began: datetime, calendar: Calendar) -> date:
    """The last day of a term that began at that moment: what is done on it is done in time."""
    if term.unit is Unit.MINUTES:
        return bangkok_date(ends(term, began, calendar))
    return _last_day(term, bangkok_date(began), began, calendar)


def _last_day(term: Term, day: date, began: datetime, calendar: Calendar) -> date:
    if term.unit is Unit.DAYS:
        return calendar.working_day_from(day + timedelta(days=term.length), began)
    for _ in range(term.length):
        day = calendar.next_working_day(day, began)
    return day


def ends(term: Term, began: datetime, calendar: Calendar) -> datetime:
    """The moment at which a term that began then is over: the end of its last day, to the minute if it has minutes."""
    if term.unit is Unit.MINUTES:
        return began + timedelta(minutes=term.length)
    return end_of(last_day(term, began, calendar))


def end_of(day: date) -> datetime:
    """The moment at which that day ends in Bangkok."""
    return bangkok_midnight(day + _DAY)


@dataclass(frozen=True, slots=True)
class Span:
    """The moments from `begin` until before `end`; without a `begin`, all before `end`."""

    begin: datetime | None
    end: datetime

    def __contains__(self, moment: datetime) -> bool:
        return (self.begin is None or self.begin <= moment) and moment < self.end


def begun_when(term: Term, now: datetime, calendar: Calendar) -> tuple[Span, ...]:
    """When something must have begun for its term to be over by now: the inverse of `ends`, for a whole table at once.

    One span, or one more for a day that was lately struck from the holidays: before that, terms ran by another calendar.
    """
    if term.unit is Unit.MINUTES:
        return (Span(None, now - timedelta(minutes=term.length) + _SHORTEST_STEP),)
    found: list[Span] = []
    for begin, end in _calendars_of(calendar):
        last = min(end, _end_of_beginnings(term, now, begin, calendar))
        if last <= begin:
            continue
        if found and found[-1].end == begin:
            found[-1] = Span(found[-1].begin, last)
        else:
            found.append(Span(None if begin == _BEFORE_ALL else begin, last))
    return tuple(found)


def _calendars_of(calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    """The stretches of beginnings for which the same days are holidays."""
    cuts = sorted(set(calendar.struck.values()))
    yield from zip((_BEFORE_ALL, *cuts), (*cuts, _AFTER_ALL), strict=True)


def _end_of_beginnings(term: Term, now: datetime, began: datetime, calendar: Calendar) -> datetime:
    """The end of the last day on which a term that is over by now can have begun, by the calendar of `began`.

    No term ends before as many days as it has; from there back, day by day, over the holidays.
    """
    today = bangkok_date(now)
    day = today - timedelta(days=term.length + 1)
    while _last_day(term, day, began, calendar) >= today:
        day -= _DAY
    return end_of(day)
