from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from core.clock import (
    add_days,
    bangkok_date,
    bangkok_midnight,
    fiscal_year_begins,
    fiscal_year_of,
    month_begins,
)


@pytest.mark.parametrize(
    ("day", "fiscal_year"),
    [
        (date(2022, 9, 30), 2565),
        (date(2022, 10, 1), 2566),
        (date(2026, 11, 22), 2570),
        (date(2027, 1, 1), 2570),
    ],
)
def test_the_fiscal_year_turns_on_the_first_of_october(day: date, fiscal_year: int) -> None:
    assert fiscal_year_of(day) == fiscal_year
    assert fiscal_year_begins(fiscal_year) <= day < fiscal_year_begins(fiscal_year + 1)


def test_bangkok_is_seven_hours_ahead() -> None:
    assert bangkok_date(datetime(2026, 11, 21, 16, 59, tzinfo=UTC)) == date(2026, 11, 21)
    assert bangkok_date(datetime(2026, 11, 21, 17, 0, tzinfo=UTC)) == date(2026, 11, 22)
    assert bangkok_midnight(date(2026, 11, 22)) == datetime(2026, 11, 21, 17, 0, tzinfo=UTC)


def test_a_limit_in_days_runs_to_the_end_of_its_last_day() -> None:
    assert add_days(datetime(2026, 11, 22, 3, 0, tzinfo=UTC), 1) == bangkok_midnight(date(2026, 11, 24))


def test_a_month_begins_on_its_first_day_in_bangkok() -> None:
    """Half past midnight there is still the month before in UTC."""
    moment = datetime(2026, 11, 30, 17, 30, tzinfo=UTC)
    assert month_begins(bangkok_date(moment)) == date(2026, 12, 1)
    assert bangkok_midnight(month_begins(date(2026, 12, 31))) == datetime(2026, 11, 30, 17, 0, tzinfo=UTC)
