"""Events of a number that changes hands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.events import Event


@dataclass(frozen=True, slots=True)
class NumberContested(Event):
    """The number of an organisation is to be freed for another.

    Refused with NUMBER_IN_USE by whoever has verified it, or keeps coupons or money of it. Who has papers of it that
    wait for an officer takes them back, if `is_freed`.
    """

    organisation_id: int
    is_freed: bool
    now: datetime
