"""What the search finds: each package says in its `Module` what of its own can be found, and by whom.

A finder begins with the rows that the reader may open, and only narrows them: what is not among them is found by no
words. A reader without one of its permissions does not ask it at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core.actor import Actor
from core.database.search import TRIGRAM
from core.permissions import Permission
from core.typed.text import plain
from core.typed.thirteen import as_pasted
from web.lists.listing import normalised

MOST = 5
"""So many of a kind are shown; the rest is in its list."""
_RUNNING = re.compile(r"[1-9]\d{0,8}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Sought:
    """What was typed, as it is looked for."""

    text: str
    """As lists search it: trimmed, cut, thirteen digits without dashes."""
    number: str
    """Without spaces and in capitals, with ASCII digits and hyphens: C2570-000123 of `c๒๕๗๐–000123`."""
    thirteen: str | None
    """A 13-digit number, if it is one."""

    @property
    def running(self) -> int | None:
        """A number of nothing but digits, which is what some things are called by."""
        return int(self.number) if _RUNNING.fullmatch(self.number) else None

    @property
    def is_long_enough(self) -> bool:
        """Whether words are looked for: an index finds three letters and more."""
        return len(self.text) >= TRIGRAM


def sought(typed: str) -> Sought:
    """What was typed, whatever it is."""
    text = normalised(typed)
    return Sought(text, "".join(plain(text).split()).upper(), as_pasted(text))


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found: what it is called, whose it is, its page, its state."""

    name: str
    note: str
    url: str
    state: StrEnum | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Finder:
    """How one kind of thing is found."""

    name: str
    label: Any
    """A lazy text, such as “Coupons”."""
    permissions: frozenset[Permission]
    rows: Callable[[Actor], sa.Select[Any]]
    """All that the actor may open."""
    key: Any
    """Its newest come first."""
    hit: Callable[[Any], Hit]
    numbered: Callable[[Sought], sa.ColumnElement[bool] | None] = lambda _sought: None
    """Which row has exactly this number; None when nothing of the kind can have it."""
    search: Callable[[Session, Any, Actor, str], Any] | None = None
    """Narrows the rows by words, as the list of the kind does; None where words find nothing."""
    list_url: Callable[[Actor, str], str | None] = lambda _actor, _typed: None
    """The list that shows all that the words find."""


@dataclass(frozen=True, slots=True)
class Found:
    """What one finder found, and where the rest of it is."""

    label: Any
    hits: list[Hit]
    more_url: str | None = None


finders: dict[str, Finder] = {}
"""All of them, by their names, in the order in which the page shows them."""


def asked_by(actor: Actor) -> list[Finder]:
    """The finders that the actor may ask."""
    return [each for each in finders.values() if actor.may_any(each.permissions)]


def by_number(session: Session, actor: Actor, what: Sought) -> Iterator[Found]:
    """What has exactly the number that was typed. One statement for each kind that can have it; none for Thai words."""
    if not what.number.isascii() and what.thirteen is None:
        return
    for finder in asked_by(actor):
        exactly = finder.numbered(what)
        if exactly is not None:
            rows = session.execute(finder.rows(actor).where(exactly).limit(MOST)).all()
            if rows:
                yield Found(finder.label, [finder.hit(row) for row in rows])


def by_words(session: Session, actor: Actor, what: Sought) -> Iterator[Found]:
    """What the words find, the newest of each kind. A few statements for each kind."""
    for finder in asked_by(actor):
        if finder.search is None:
            continue
        narrowed = finder.search(session, finder.rows(actor), actor, what.text)
        rows = session.execute(narrowed.order_by(finder.key.desc()).limit(MOST + 1)).all()
        if rows:
            more = finder.list_url(actor, what.text) if len(rows) > MOST else None
            yield Found(finder.label, [finder.hit(row) for row in rows[:MOST]], more)
