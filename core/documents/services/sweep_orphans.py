"""Delete content that no document names."""

from __future__ import annotations

from datetime import datetime

from core.db import transaction
from core.documents import operations as documents


def sweep_orphans(*, now: datetime) -> int:
    """Files of the documents' folder that are older than a day and no row names; returns how many were deleted."""
    with transaction() as tx:
        return documents.sweep_orphans(tx, now)
