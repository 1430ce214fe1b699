"""Many lives at once, in the order of time: each is a generator that says when it goes on."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from core.clock import bangkok_date, bangkok_midnight
from demo.years import Years

Life = Generator[datetime, datetime, None]
"""Yields the moment of its next deed, and is sent that moment when it has come."""
Deed = tuple[datetime, Callable[[], None]]
"""Something that happens at that moment, when all before it has happened."""
OPENING_HOUR, WORKING_MINUTES = 9, 7 * 60


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days before now: day 0 is today, day 30 is thirty days ago."""

    now: datetime

    @property
    def today(self) -> date:
        """The Bangkok day of now."""
        return bangkok_date(self.now)

    @property
    def years(self) -> Years:
        """The fiscal years around today."""
        return Years(self.today)

    def day(self, ago: int) -> date:
        """The date so many days ago; negative for days to come."""
        return self.today - timedelta(days=ago)

    def at(self, ago: int, random: Random) -> datetime:
        """Some minute of the working hours of that day, never after now."""
        opening = bangkok_midnight(self.day(ago)) + timedelta(hours=OPENING_HOUR)
        return min(opening + timedelta(minutes=random.randint(0, WORKING_MINUTES)), self.now)


@dataclass
class Clockwork:
    """Runs lives side by side; whichever is next in time goes on."""

    _waiting: list[tuple[datetime, int, Life]] = field(default_factory=list)
    _born: int = 0

    def add(self, life: Life) -> None:
        """Let a life begin."""
        self._born += 1
        self._wait(next(life, None), self._born, life)

    def run_until(self, moment: datetime) -> None:
        """Let everything happen that happens before `moment`."""
        while self._waiting and self._waiting[0][0] < moment:
            now, number, life = heapq.heappop(self._waiting)
            try:
                then = life.send(now)
            except StopIteration:
                continue
            self._wait(max(then, now), number, life)

    def _wait(self, moment: datetime | None, number: int, life: Life) -> None:
        if moment is not None:
            heapq.heappush(self._waiting, (moment, number, life))
