"""The one law of terms: the days around Songkran, year's end and substitutes; and what holds for all days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendar.due import is_official
from core.clock import BANGKOK
from core.states import Machine
from core.terms import Calendar, Term, Unit, begun_when, days, ends, last_day, minutes, working_days
from coupons.states import REVIEW_LIMIT
from scripts.closed_lists import machines

OFFICIAL = Calendar(is_official)


def noon(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 12, tzinfo=BANGKOK)


@pytest.mark.parametrize(
    ("term", "began", "last"),
    [
        # Songkran 2570: Tuesday 13 to Thursday 15 April 2027, after Chakri Day on Tuesday 6 April.
        (working_days(15), noon(2027, 3, 29), date(2027, 4, 23)),
        (days(14), noon(2027, 3, 30), date(2027, 4, 16)),
        (days(30), noon(2027, 3, 14), date(2027, 4, 16)),
        # Year's end: Thursday 31 December 2026 and Friday 1 January 2027, then a weekend.
        (days(14), noon(2026, 12, 17), date(2027, 1, 4)),
        (working_days(1), noon(2026, 12, 30), date(2027, 1, 4)),
        # A holiday on a Friday: King Chulalongkorn's Day, 23 October 2026.
        (days(7), noon(2026, 10, 16), date(2026, 10, 26)),
        # The King's birthday on Saturday 5 December 2026 has Monday 7 December as its substitute.
        (days(3), noon(2026, 12, 2), date(2026, 12, 8)),
        (working_days(2), noon(2026, 12, 4), date(2026, 12, 9)),
        # A last day on a Saturday, and one that is a working day.
        (days(5), noon(2026, 11, 23), date(2026, 11, 30)),
        (days(1), noon(2026, 11, 23), date(2026, 11, 24)),
        # The Royal Ploughing Ceremony of 13 May 2026 closes offices.
        (working_days(1), noon(2026, 5, 12), date(2026, 5, 14)),
        # What begins on a Saturday counts from Monday.
        (working_days(1), noon(2026, 11, 28), date(2026, 11, 30)),
        # The service standard from Friday 27 November 2026: over two holidays into the year's last days.
        (working_days(15), noon(2026, 11, 27), date(2026, 12, 22)),
        # The day of issue counts where the term is one day less.
        (days(0), noon(2026, 11, 24), date(2026, 11, 24)),
    ],
)
def test_the_last_day(term: Term, began: datetime, last: date) -> None:
    assert last_day(term, began, OFFICIAL) == last
    assert ends(term, began, OFFICIAL) == datetime.combine(last, datetime.min.time(), BANGKOK) + timedelta(1)


def test_the_day_is_that_of_bangkok() -> None:
    assert last_day(days(1), datetime(2026, 11, 23, 16, 59, tzinfo=UTC), OFFICIAL) == date(2026, 11, 24)
    assert last_day(days(1), datetime(2026, 11, 23, 17, 0, tzinfo=UTC), OFFICIAL) == date(2026, 11, 25)


def test_a_term_of_minutes_ends_to_the_minute_on_every_day() -> None:
    sunday = noon(2026, 11, 29)
    assert ends(minutes(5), sunday, OFFICIAL) == sunday + timedelta(minutes=5)


def test_an_appeal_within_the_service_standard_is_within_the_thirty_days_of_the_act() -> None:
    """Administrative Procedure Act, s. 45: whatever the holidays of the year."""
    for day in range(365 * 10):
        began = noon(2026, 1, 1) + timedelta(days=day)
        assert last_day(REVIEW_LIMIT, began, OFFICIAL) <= began.date() + timedelta(days=30)


def test_a_day_added_puts_the_end_off_and_a_day_struck_only_what_begins_after() -> None:
    began, extra = noon(2026, 12, 14), date(2026, 12, 21)
    added = Calendar(is_official, added=frozenset({extra}))
    assert last_day(days(7), began, OFFICIAL) == extra
    assert last_day(days(7), began, added) == date(2026, 12, 22)
    struck = Calendar(is_official, struck={extra: noon(2026, 12, 15)})
    assert last_day(days(7), began, struck) == date(2026, 12, 22)
    assert last_day(days(6), noon(2026, 12, 15), struck) == extra


def test_an_official_holiday_that_is_struck_is_a_working_day() -> None:
    day = date(2026, 12, 7)
    struck = Calendar(is_official, struck={day: noon(2026, 11, 1)})
    assert not OFFICIAL.is_working_day(day)
    assert struck.is_working_day(day)
    assert last_day(days(3), noon(2026, 12, 4), struck) == day


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 6, 1), timezones=st.just(UTC))
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
TERMS = st.builds(Term, st.integers(0, 60), st.sampled_from(Unit)).filter(
    lambda term: term.length or term.unit is Unit.DAYS
)
CALENDARS = st.builds(
    Calendar,
    st.just(is_official),
    st.frozensets(DAYS, max_size=5),
    st.dictionaries(DAYS, MOMENTS, max_size=4),
)


@given(TERMS, MOMENTS, MOMENTS, CALENDARS)
def test_what_is_over_is_what_began_when_it_must_have(
    term: Term, began: datetime, now: datetime, calendar: Calendar
) -> None:
    spans = begun_when(term, now, calendar)
    assert (ends(term, began, calendar) <= now) == any(began in span for span in spans)


@given(TERMS, MOMENTS, CALENDARS)
def test_at_its_very_end_a_term_is_over_and_not_a_moment_before(
    term: Term, began: datetime, calendar: Calendar
) -> None:
    end = ends(term, began, calendar)
    assert any(began in span for span in begun_when(term, end, calendar))
    just_before = end - timedelta(microseconds=1)
    assert not any(began in span for span in begun_when(term, just_before, calendar))


@given(TERMS, MOMENTS, MOMENTS, st.frozensets(DAYS, max_size=5))
def test_what_begins_later_never_ends_earlier(
    term: Term, one: datetime, other: datetime, added: frozenset[date]
) -> None:
    calendar = Calendar(is_official, added)
    first, second = sorted((one, other))
    assert ends(term, first, calendar) <= ends(term, second, calendar)


@given(TERMS, MOMENTS, CALENDARS, DAYS)
def test_no_change_of_the_calendar_brings_an_end_nearer(
    term: Term, began: datetime, calendar: Calendar, day: date
) -> None:
    end = ends(term, began, calendar)
    added = Calendar(is_official, calendar.added | {day}, calendar.struck)
    assert ends(term, began, added) >= end
    struck = Calendar(
        is_official, calendar.added - {day}, {**calendar.struck, day: datetime.max.replace(tzinfo=UTC)}
    )
    assert ends(term, began, struck) >= end


@given(TERMS.filter(lambda term: term.unit is not Unit.MINUTES), MOMENTS, CALENDARS)
def test_a_last_day_is_a_working_day_and_not_before_its_time(
    term: Term, began: datetime, calendar: Calendar
) -> None:
    last = last_day(term, began, calendar)
    assert calendar.is_working_day(last, began)
    assert (last - began.astimezone(BANGKOK).date()).days >= term.length


def test_the_moves_that_leave_a_state_have_one_limit() -> None:
    def limits(machine: Machine, state: object) -> set[Term]:
        return {move.limit for move in machine.from_state(state) if move.limit is not None}

    found = [
        (machine.name, state)
        for _, machine in machines()
        for state in machine.states
        if len(limits(machine, state)) > 1
    ]
    assert not found
