"""Seal what has been written since the last seal."""

from __future__ import annotations

from datetime import datetime

from core.audit import sealing
from core.db import transaction
from core.settings.keyring import Keyring


def seal_audit(keys: Keyring, *, now: datetime) -> sealing.Receipt | None:
    """Add one link to the chain of seals, signed with the newest seal key; None when nothing new is settled."""
    with transaction() as tx:
        return sealing.seal(tx, keys, now)
