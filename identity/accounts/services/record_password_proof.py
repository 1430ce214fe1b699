"""A person has given the password again."""

from __future__ import annotations

from datetime import datetime

from core.db import transaction
from identity.accounts.operations import keep_proof


def record_password_proof(session_id: int, *, now: datetime) -> None:
    """Write it to the session: for a quarter of an hour rights and accounts may be changed in it."""
    with transaction() as tx:
        keep_proof(tx, session_id, password_at=now)
