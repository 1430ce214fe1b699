"""Where rooms register what the whole house offers: checks, inbox counts, deadlines, metrics.

A room that must be asked by a room below registers here, so that no arrow points upward (docs/architecture.md#packages).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from core.actor import Actor
from core.calendar.due import due_at
from core.permissions import Permission
from core.states import Machine
from core.terms import Term


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check found wrong: which check, what object, and the words for an auditor."""

    check: str
    subject: str
    message: str


@dataclass(frozen=True, slots=True)
class InboxItem:
    """Something that waits for a person: how many, how urgent, and the address that opens exactly those.

    `urgency` is LATE, DUE_SOON or IN_TIME. `title` is a lazy text in the reader's language.
    """

    title: Any
    count: int
    url: str
    urgency: int
    oldest_since: datetime | None = None


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


@dataclass(frozen=True, slots=True)
class Turn:
    """What waits in some states of a machine, and the permission of whoever is to act.

    The deadline board shows it, notices announce it to staff, reminders are sent while its time runs out.
    """

    name: str
    """`application:decide`: of its own, for the reminders that were sent."""
    machine: Machine[Any]
    states: tuple[Any, ...]
    permission: Permission
    what: Any
    """A lazy text, such as “Application to decide”."""
    owner: Any
    """Whose turn it is, for the board: a role, or words."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """Something that waits: what, whose turn it is, since when and until when, and who cannot act though permitted."""

    turn: Turn
    subject_id: int
    reference: str
    url: str
    since: datetime
    due: datetime | None
    organisation_id: int | None = None
    """Whose members are to act; None for staff of OSMEP."""
    barred: frozenset[int | None] = frozenset()
    """Persons whom something they did before keeps from acting."""
    tied: frozenset[int] = frozenset()
    """Organisations that it concerns: who is connected with one may not act."""
    kind: Any = None
    """What the board calls it, where that says more than the turn's own words."""


@dataclass(frozen=True, slots=True)
class NavEntry:
    """A place in the menu, for actors who hold any of `permissions`. `order` sorts; the phone shows the first five."""

    order: int
    label: Any
    endpoint: str
    permissions: frozenset[Permission]
    icon: str = "list"
    capacity: str = "staff"
    """staff, sme or provider: in which capacity the entry shows."""


Check = Callable[[Session], Iterator[Finding]]
Inbox = Callable[[Session, Actor, datetime], Iterator[InboxItem]]
Deadlines = Callable[[Session, datetime, int | None], Iterator[Deadline]]
"""At most so many of each kind, those that wait longest first; None for all."""
Metrics = Callable[[Session], Iterator[tuple[str, dict[str, str], float]]]

checks: dict[str, Check] = {}
inboxes: dict[str, Inbox] = {}
deadlines: dict[str, Deadlines] = {}
turns: dict[str, Turn] = {}
metrics: dict[str, Metrics] = {}
navigation: dict[str, NavEntry] = {}
list_titles: dict[str, Any] = {}


BOARD = 500
"""Rows of each kind on the deadline board."""


def all_deadlines(session: Session, now: datetime, most: int | None = None) -> Iterator[Deadline]:
    """What waits anywhere; at most so many of each kind."""
    for rows in deadlines.values():
        yield from rows(session, now, most)


def list_title(endpoint: str | None) -> Any:
    """What a list is called, by its page: its words in the menu, or those of `register_list_titles`; None for none."""
    named = (entry.label for entry in navigation.values() if entry.endpoint == endpoint)
    return next(named, list_titles.get(endpoint or ""))
