"""Events of changes of the calendar, and of who serves OSMEP."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.actor import Actor
from core.events import Event


@dataclass(frozen=True, slots=True)
class HolidayAdded(Event):
    """A day has become a holiday: a last day that falls on it gives way to the next working day."""


@dataclass(frozen=True, slots=True)
class OfficerGone(Event):
    """A person may decide for OSMEP no more: what they asked for and has not taken effect is taken back.

    `and_about_them`: also what others asked for this person, who is blocked.
    """

    person_id: int
    and_about_them: bool
    actor: Actor
    now: datetime
