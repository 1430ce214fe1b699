"""Where rooms register what the whole house offers: checks, inbox counts, deadlines, metrics.

A room that must be asked by a room below registers here, so that no arrow points upward (DESIGN §2).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from core.actor import Actor
from core.permissions import Permission


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check found wrong: which check, what object, and the words for an auditor."""

    check: str
    subject: str
    message: str


@dataclass(frozen=True, slots=True)
class InboxItem:
    """Something that waits for a person: how many, how urgent, and the address that opens exactly those.

    `urgency` 0 is overdue, 1 due soon, 2 in time. `title` is a lazy text in the reader's language.
    """

    title: Any
    count: int
    url: str
    urgency: int
    oldest_since: datetime | None = None


def urgency(since: datetime | None, limit: timedelta, now: datetime) -> int:
    """0 past its limit, 1 in the limit's last third, 2 before, for the oldest of what waits; 2 when nothing does."""
    if since is None:
        return 2
    left = since + limit - now
    return 0 if left < timedelta(0) else 1 if left < limit / 3 else 2


@dataclass(frozen=True, slots=True)
class Deadline:
    """Something that waits, for the deadline board: what, whose turn it is, since when and until when."""

    kind: Any
    reference: str
    url: str
    owner: Any
    since: datetime
    due: datetime | None


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
Deadlines = Callable[[Session, datetime], Iterator[Deadline]]
Metrics = Callable[[Session], Iterator[tuple[str, dict[str, str], float]]]

checks: dict[str, Check] = {}
inboxes: dict[str, Inbox] = {}
deadlines: dict[str, Deadlines] = {}
metrics: dict[str, Metrics] = {}
navigation: dict[str, NavEntry] = {}


def register_check(name: str, check: Check) -> None:
    """Have `flask ledger verify` run this check."""
    checks[name] = check


def register_inbox(room: str, inbox: Inbox) -> None:
    """Have the landing page ask this room what waits for the actor."""
    inboxes[room] = inbox


def register_deadlines(room: str, rows: Deadlines) -> None:
    """Have the deadline board list what waits in this room."""
    deadlines[room] = rows


def register_metrics(room: str, read: Metrics) -> None:
    """Have /metrics publish (name, labels, value) gauges read by this room."""
    metrics[room] = read


def register_navigation(*entries: NavEntry) -> None:
    """Put places of this room into the menu."""
    for entry in entries:
        navigation[f"{entry.capacity}:{entry.endpoint}"] = entry
