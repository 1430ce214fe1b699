"""What a page offers to who is connected with what it concerns: nothing that the tie would refuse."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from core import clock
from core.actor import Actor
from core.db import db
from core.permissions import Permission
from core.settings import installation


def is_tied(actor: Actor, *concerned: int | None) -> bool:
    """Whether the reader is connected with one of these organisations, other than the one acted for. One statement, or none.

    It is the tie of `core.commands`, for the page that is drawn before a command is pressed.
    """
    others = {each for each in concerned if each is not None} - {actor.organisation_id}
    if not others:
        return False
    known = installation.people().connected(db.session(), actor.known_person_id, clock.now())
    return not known.isdisjoint(others)


def offered(actor: Actor, *, tied: bool, barred: Collection[Permission]) -> Actor:
    """The reader, as a page offers things: an officer who is tied lacks the permissions of commands that ties bar."""
    return replace(actor, permissions=actor.permissions - set(barred)) if tied and actor.is_staff else actor
