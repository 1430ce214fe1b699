"""Which fiscal years the demo world lives in, whatever day it is built on. Pure; days are counted back from today.

A new year's money reaches its schemes `SETTLING_DAYS` after 1 October; until then last year's schemes go on with
what was carried over. Late in a year, all that the world remembers lies within it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from core.clock import BUDDHIST_ERA, fiscal_year_of

REMEMBERED = 318
"""Days since the oldest schemes opened."""
EMPLOYED = 345
"""Days ago on which the staff began."""
SETTLING_DAYS = 45
FIRST_APPLICATION = 305
"""No application is older, in days."""
CARRIED_OVER = (3, 31)
"""Month and day until which what a year bound is delivered and paid in the next one."""


@dataclass(frozen=True, slots=True)
class Generation:
    """The schemes of one fiscal year."""

    year: int
    """พ.ศ."""
    opened_ago: int
    applies_until: date
    delivers_until: date
    closed_ago: int | None = None
    """Days ago on which the schemes were closed; None while they are open."""

    @property
    def suffix(self) -> str:
        """What its codes end with."""
        return f"{self.year % 100:02d}"

    @property
    def started_ago(self) -> int:
        """Days ago on which plan and projects began."""
        return self.opened_ago + 7 if self.opened_ago == REMEMBERED else self.opened_ago


@dataclass(frozen=True, slots=True)
class Years:
    """The fiscal years around one day."""

    today: date

    @property
    def this(self) -> int:
        """The running fiscal year (พ.ศ.)."""
        return fiscal_year_of(self.today)

    @property
    def begins(self) -> date:
        """Its 1 October."""
        return date(self.this - 1 - BUDDHIST_ERA, 10, 1)

    @property
    def days_gone(self) -> int:
        """How many of its days lie behind today."""
        return (self.today - self.begins).days

    @property
    def has_money(self) -> bool:
        """Whether the running year's own schemes are open."""
        return self.days_gone >= SETTLING_DAYS

    @property
    def generations(self) -> tuple[Generation, ...]:
        """The years with schemes, the older first: last year's, this year's, or both."""
        ends = date(self.begins.year + 1, 9, 30)
        if not self.has_money:
            until = date(self.begins.year + 1, *CARRIED_OVER)
            return (Generation(self.this - 1, REMEMBERED, until - timedelta(days=30), until),)
        opened_ago = min(self.days_gone, REMEMBERED)
        own = Generation(self.this, opened_ago, ends, date(ends.year + 1, *CARRIED_OVER))
        if self.days_gone > FIRST_APPLICATION:
            return (own,)
        until = self.begins - timedelta(days=1)
        closed_ago = self.days_gone - SETTLING_DAYS + 1
        carried = date(ends.year, *CARRIED_OVER)
        old = Generation(self.this - 1, REMEMBERED, until, carried, closed_ago)
        return (old, own)

    def year_asked(self, ago: int) -> int:
        """Of which year's schemes an application is that was begun so many days ago."""
        return next(each for each in reversed(self.generations) if each.opened_ago >= ago).year
