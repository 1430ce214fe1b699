"""Move the roll-ups forward."""

from __future__ import annotations

from core.db import transaction
from ledger import rollups


def roll_up() -> int:
    """Add all settled postings to the roll-ups; returns how many. No person decides it, so no actor."""
    with transaction() as tx:
        return rollups.roll_forward(tx)
