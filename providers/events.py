"""What providers report to the packages above."""

from __future__ import annotations

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True, slots=True)
class ProviderSuspended(Event):
    """A provider may no longer work under coupons: suspended or delisted. Its open proposals are to be held."""

    provider_id: int
