"""Time: UTC in the database, Asia/Bangkok on the page, Buddhist era for fiscal years."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

BANGKOK = ZoneInfo("Asia/Bangkok")
BUDDHIST_ERA = 543
"""Years between the common and the Buddhist era."""


def now() -> datetime:
    """This moment, in UTC. Called by views and jobs; everything below takes `now` as an argument."""
    return datetime.now(UTC)


def bangkok_date(moment: datetime) -> date:
    """The calendar day in Bangkok at that moment; windows and validity are counted in these."""
    return moment.astimezone(BANGKOK).date()


def bangkok_midnight(day: date) -> datetime:
    """The moment, in UTC, at which that day begins in Bangkok."""
    return datetime(day.year, day.month, day.day, tzinfo=BANGKOK).astimezone(UTC)


def fiscal_year_of(day: date) -> int:
    """The Thai fiscal year (พ.ศ.): 1 October to 30 September; 1 Oct 2022 is in 2566."""
    return day.year + BUDDHIST_ERA + (1 if day.month >= 10 else 0)


def fiscal_year_begins(fiscal_year: int) -> date:
    """Return 1 October of the year before: the first day of a Thai fiscal year (พ.ศ.)."""
    return date(fiscal_year - BUDDHIST_ERA - 1, 10, 1)


def month_begins(day: date) -> date:
    """Return the first day of the month in which the day lies."""
    return day.replace(day=1)


def add_days(moment: datetime, days: int) -> datetime:
    """The end of the Bangkok day that lies `days` after `moment`: limits run to midnight, not to the hour."""
    return bangkok_midnight(bangkok_date(moment) + timedelta(days=days + 1))
