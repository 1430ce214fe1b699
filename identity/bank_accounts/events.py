"""Events before a bank account changes."""

from __future__ import annotations

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True, slots=True)
class PayeeChanges(Event):
    """An account is to be given or verified. Refused with OWNER_IN_QUESTION by whoever decides who owns the organisation."""

    organisation_id: int
