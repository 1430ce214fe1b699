"""How urgent what waits is, by how much of its time is left."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.calendar.due import due_at
from core.terms import Term

LATE, DUE_SOON, IN_TIME = 0, 1, 2


SOON = timedelta(days=7)
"""Due soon is what is due within so many days, or in the last third of its time if that is less."""


def urgency_until(due: datetime, since: datetime, now: datetime) -> int:
    """LATE, DUE_SOON or IN_TIME for what waits since then and is due at `due`."""
    left = due - now
    if left <= timedelta(0):
        return LATE
    return DUE_SOON if left < min(SOON, (due - since) / 3) else IN_TIME


def urgency(since: datetime | None, limit: Term, now: datetime) -> int:
    """LATE, DUE_SOON or IN_TIME for the oldest of what waits; IN_TIME when nothing does."""
    return IN_TIME if since is None else urgency_until(due_at(limit, since), since, now)
