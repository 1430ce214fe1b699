"""A person has given a second factor again."""

from __future__ import annotations

from datetime import datetime

from core.db import transaction
from identity.accounts.operations import keep_proof


def record_second_factor_proof(session_id: int, *, now: datetime) -> None:
    """Write it to the session: for a quarter of an hour money may be moved and decided upon in it."""
    with transaction() as tx:
        keep_proof(tx, session_id, second_factor_at=now)
