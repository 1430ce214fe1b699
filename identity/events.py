"""What identity tells the rooms above."""

from __future__ import annotations

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True, slots=True)
class HolidayAdded(Event):
    """A day has become a holiday: a last day that falls on it gives way to the next working day."""
