"""Make the roll-ups anew."""

from __future__ import annotations

from core.db import transaction
from ledger import rollups


def rebuild_rollups() -> int:
    """Make the roll-ups again from the first posting on; returns how many postings they hold."""
    with transaction() as tx:
        return rollups.rebuild(tx)
