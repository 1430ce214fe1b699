"""Events of organisations for packages that store something a member began."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.actor import Actor
from core.events import Event


@dataclass(frozen=True, slots=True)
class OwnerGone(Event):
    """A member is owner by this membership no more: what they began as an owner, and others have not decided, ends."""

    membership_id: int
    person_id: int
    organisation_id: int
    actor: Actor
    now: datetime


@dataclass(frozen=True, slots=True)
class OrganisationMoved(Event):
    """An organisation is in another province than before."""

    organisation_id: int
