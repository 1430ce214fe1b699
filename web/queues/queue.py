"""Queues: what waits in one way, as each package declares it in its inbox.py (docs/where-things-live.md)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from core.clock import BANGKOK, bangkok_date
from core.registry import Deadline, Turn
from core.terms import Term


@dataclass(frozen=True, slots=True, eq=False)
class Queue:
    """All that waits in one way, as the database knows it: from this it is counted (web/queues/queries.py), paged, and each row of it told.

    Every column is of the table of `key`, or of one in `joins`; `waits` and `since` are of the table of `key` alone.
    """

    turn: Turn
    key: Any
    """The column of the row's own number."""
    waits: Callable[[datetime], sa.ColumnElement[bool]]
    """Which rows wait at that moment."""
    since: Any
    """Since when, never NULL; an index keeps it with the key, of what waits."""
    endpoint: str
    """The page of the row, which takes `page_of`, or the key, as its `argument`; the page of them all without one."""
    argument: str | None = None
    page_of: Any = None
    limit: Term | Callable[[], Term] | None = None
    """How long from `since`; None when nothing ends it, or `last_day` does."""
    last_day: Any = None
    """The column of a last day that was named, never NULL."""
    number: Any = None
    name: Any = None
    """What it is called by, and searched by; either may be missing. Members of a closed list are told in words."""
    name_en: Any = None
    """The column of its name in English, where it has one; empty is read as `name`."""
    joins: tuple[tuple[Any, Any], ...] = ()
    """(table, condition) of those that hold the number, the name, and who is concerned."""
    member_of: Any = None
    """Whose members are to act; None for staff of OSMEP."""
    barred: tuple[Any, ...] = ()
    tied: tuple[Any, ...] = ()
    kind: StrEnum | None = None
    """A member of a closed list whose words the board uses, where they say more than the turn's own."""

    @property
    def label(self) -> str:
        """Of its own among all queues; the bookmarks of the board's pages hold it."""
        return f"{self.turn.name}:{self.kind}" if self.kind else self.turn.name

    @property
    def term(self) -> Term | None:
        """Its limit, as the settings have it now."""
        return self.limit() if callable(self.limit) else self.limit

    @property
    def place(self) -> Any:
        """What orders its rows by when they are due: the last day if one is named, else since when they wait."""
        return self.since if self.last_day is None else self.last_day


queues: dict[str, Queue] = {}
"""All of them, by their labels."""


def last_day_of(waiting: Deadline) -> date | None:
    """The day on which something is due, as its page and its notices name it; None when nothing ends it."""
    return None if waiting.due is None else bangkok_date(waiting.due - timedelta(microseconds=1))


def moment_before(day: Any, before: timedelta) -> sa.ColumnElement[datetime]:
    """The moment so long before the end of a last day in Bangkok, as the database reckons it from the column."""
    end = sa.cast(day, sa.DateTime()) + sa.literal(timedelta(days=1) - before, sa.Interval)
    return sa.func.timezone(sa.literal_column(f"'{BANGKOK.key}'"), end, type_=sa.DateTime(timezone=True))
