"""Exceptions that a service may raise. Views turn each into a page or a problem document."""

from __future__ import annotations

from enum import StrEnum
from typing import Any


class Refused(Exception):
    """A business rule said no. `reason` is a member of a closed list with words in both languages.

    `facts` fill the placeholders of those words; they may be shown to the person who asked.
    """

    def __init__(self, reason: StrEnum, **facts: Any) -> None:
        super().__init__(str(reason))
        self.reason = reason
        self.facts = facts


class StateReason(StrEnum):
    """Why a transition between states was refused."""

    MOVED_ON = "moved_on"
    """Someone else, or an earlier click, was first: the object is no longer in a state where the command applies."""


class WrongState(Refused):
    """The object is not in a state where this trigger applies. Nothing was changed."""

    def __init__(self, machine: str, trigger: str, state: str | None = None) -> None:
        super().__init__(StateReason.MOVED_ON, machine=machine, trigger=trigger, state=state)


class NotFound(Exception):
    """There is no such object, or none that this actor may know of. Both look alike."""


class Forbidden(Exception):
    """The actor lacks the permission. `permission` is named for the audit, not for the page."""

    def __init__(self, permission: str) -> None:
        super().__init__(permission)
        self.permission = permission


class TryLater(Exception):
    """Not now: nothing was wrong with what was asked, and nothing was changed. The page is a 429 with Retry-After.

    `reason` is a member of a closed list with words in both languages, which `facts` fill.
    """

    def __init__(self, reason: StrEnum, retry_seconds: int, **facts: Any) -> None:
        super().__init__(str(reason))
        self.reason = reason
        self.retry_seconds = retry_seconds
        self.facts = facts
