"""What an application of this process uses: its settings, its database, and how it knows who asks.

The one way to read a setting. `create_app` puts it together; a process may hold several applications (tests do).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from flask import Flask, current_app
from sqlalchemy.orm import Session

from config import Settings
from core.actor import Actor


@dataclass(slots=True)
class Reach:
    """Where the database is reached, as libpq's URLs: the application's, and the owner's, who migrates."""

    url: str = ""
    owner_url: str = ""
    options: str = ""
    """What a connection that is opened from now on asks of the server."""


class ActorOnBehalf(Protocol):
    """Return the actor that a person would be now in a capacity; None when they no longer hold it."""

    def __call__(self, session: Session, person_id: int, acting_as: str, now: datetime) -> Actor | None:
        """Asked by the worker, for who asked for long work."""
        ...


@dataclass(slots=True)
class People:
    """What the package that knows people provides to the web layer and the worker."""

    load_actor: Callable[[], Actor]
    """Who makes this request."""
    signed_in: Callable[[], Any]
    """Who is signed in and in which capacities they may act; None for nobody."""
    sign_in_incomplete: Callable[[], Any]
    """Where who has still to choose a capacity, or to set up a second factor, is sent first; None for nowhere."""
    capacity_key: Callable[[Actor], str]
    """In which capacity an actor acts, as a name that rows keep."""
    on_behalf: ActorOnBehalf
    connected: Callable[[Session, int, datetime], frozenset[int]]
    """The organisations with which a person is connected, so that its matters are for others to decide."""


@dataclass(slots=True)
class Installation:
    """Filled while the application is made."""

    settings: Settings
    reach: Reach = field(default_factory=Reach)
    people: People | None = None


def of(app: Flask) -> Installation:
    """Return what this application uses."""
    found: Installation = app.installation  # type: ignore[attr-defined]  # web.edge.edge.Application has it
    return found


def settings() -> Settings:
    """The settings of the application that runs."""
    return of(current_app).settings


def people() -> People:
    """How the application that runs knows people. RuntimeError for one that has no package of people."""
    found = of(current_app).people
    if found is None:
        raise RuntimeError("nobody knows people here")
    return found
