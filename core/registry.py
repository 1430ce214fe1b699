"""Registry of what packages contribute to the whole application: checks, inbox counts, turns, metrics, menu entries, help.

A package that a package below must ask says so in its `Module` (web/module.py), so that no package imports one above it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from core.actor import Actor
from core.permissions import Permission
from core.states import Machine

_Name = TypeVar("_Name")
_Value = TypeVar("_Value")


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
    """The moment at which its last day ends."""
    organisation_id: int | None = None
    """Whose members are to act; None for staff of OSMEP."""
    barred: frozenset[int | None] = frozenset()
    """Persons whom something they did before keeps from acting."""
    tied: frozenset[int] = frozenset()
    """Organisations that it concerns: who is connected with one may not act."""
    kind: Any = None
    """What the board calls it, where that says more than the turn's own words."""
    number: str | None = None
    name: str | None = None
    """The parts of the reference, where it has them."""
    called: Mapping[str, str] = field(default_factory=dict)
    """The reference by language, for who reads it later; `reference` is in the language of who reads it now."""


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


@dataclass(frozen=True, slots=True)
class HelpLine:
    """Something that one can do on a page; told to who holds any of `permissions`, or to all. `text` is lazy."""

    text: Any
    permissions: frozenset[Permission] = frozenset()


@dataclass(frozen=True, slots=True)
class HelpTopic:
    """What can be done on some pages. `pages` are endpoints or whole blueprints; an endpoint's own topic goes first."""

    name: str
    """As in the address of its page."""
    title: Any
    about: Any
    """One sentence: what these pages are for."""
    lines: tuple[HelpLine, ...]
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Home:
    """The page on which a capacity lands after sign-in, as the package draws it that knows what belongs on it."""

    capacity: str
    """staff, sme, provider or person."""
    template: str
    facts: Callable[[Session, Actor, datetime], Mapping[str, Any]]
    """What the template reads besides what waits."""
    shows: frozenset[str] = frozenset()
    """Packages whose waiting things the page shows itself; they are not counted once more."""


Check = Callable[[Session], Iterator[Finding]]


Inbox = Callable[[Session, Actor, datetime], Iterator[InboxItem]]


Metrics = Callable[[Session], Iterator[tuple[str, dict[str, str], float]]]


def together(*brought: Mapping[_Name, _Value]) -> dict[_Name, _Value]:
    """All that several places bring. ValueError for a name that two bring: one of them would be lost, in silence."""
    known: dict[_Name, _Value] = {}
    for each in brought:
        if twice := known.keys() & each.keys():
            raise ValueError(f"brought twice: {', '.join(sorted(map(str, twice)))}")
        known.update(each)
    return known


checks: dict[str, Check] = {}


inboxes: dict[str, Inbox] = {}


turns: dict[str, Turn] = {}


homes: dict[str, Home] = {}
"""By capacity."""


metrics: dict[str, Metrics] = {}


navigation: dict[str, NavEntry] = {}


list_titles: dict[str, Any] = {}


help_topics: dict[str, HelpTopic] = {}


def help_topic(endpoint: str | None) -> HelpTopic | None:
    """The topic of a page; None where no package explains it."""
    by_page = {page: topic for topic in help_topics.values() for page in topic.pages}
    return by_page.get(endpoint or "") or by_page.get((endpoint or "").partition(".")[0])


def list_title(endpoint: str | None) -> Any:
    """What a list is called, by its page: its words in the menu, or those of `Module.list_titles`; None for none."""
    named = (entry.label for entry in navigation.values() if entry.endpoint == endpoint)
    return next(named, list_titles.get(endpoint or ""))
