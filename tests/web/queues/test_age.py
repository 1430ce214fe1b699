"""How long something waits beside how long it may."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from core.terms import Calendar, Term, days, end_of, ends, working_days
from web.queues.age import Age, age_of

PLAIN = Calendar(lambda _day: False)
SINCE = datetime(2026, 11, 2, 5, tzinfo=UTC)
"""A Monday."""


def at(day: int) -> datetime:
    return datetime(2026, 11, day, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("term", "now", "expected"),
    [
        (working_days(5), at(2), Age(0, 5, 5, in_working_days=True, is_late=False)),
        (working_days(5), at(7), Age(4, 5, 1, in_working_days=True, is_late=False)),
        (working_days(5), at(9), Age(5, 5, 0, in_working_days=True, is_late=False)),
        (working_days(5), at(11), Age(7, 5, -2, in_working_days=True, is_late=True)),
        (days(10), at(7), Age(5, 10, 5, in_working_days=False, is_late=False)),
        (None, at(7), Age(5, None, 0, in_working_days=False, is_late=False)),
    ],
)
def test_the_age_is_counted_as_its_limit_is(term: Term | None, now: datetime, expected: Age) -> None:
    due = None if term is None else ends(term, SINCE, PLAIN)
    assert age_of(SINCE, due, term, now, PLAIN) == expected


def test_a_last_day_that_was_named_is_counted_in_days() -> None:
    due = end_of(date(2026, 11, 12))
    assert age_of(SINCE, due, None, at(14), PLAIN) == Age(12, 10, -2, in_working_days=False, is_late=True)


def test_holidays_are_no_days_of_an_office() -> None:
    closed = Calendar(lambda day: day == date(2026, 11, 4))
    term = working_days(5)
    found = age_of(SINCE, ends(term, SINCE, closed), term, at(6), closed)
    assert (found.spent, found.allowed, found.left) == (3, 5, 2)
