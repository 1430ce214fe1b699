"""Move the roll-ups forward."""

from __future__ import annotations

from core.db import transaction
from ledger import rollups


def roll_up() -> int:
    """Take all settled postings into the roll-ups; returns how many. Nobody's decision, so no actor."""
    with transaction() as tx:
        return rollups.roll_forward(tx)
