"""Seal what has been written since the last seal."""

from __future__ import annotations

from datetime import datetime

from core import sealing
from core.db import transaction


def seal_audit(key: str, *, now: datetime) -> sealing.Receipt | None:
    """Add one link to the chain of seals, signed with the seal key; None when nothing new is settled."""
    with transaction() as tx:
        return sealing.seal(tx, key.encode(), now)
