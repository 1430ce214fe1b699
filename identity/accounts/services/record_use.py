"""A session is used."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core.db import transaction
from identity.accounts.models import SignInSession
from identity.accounts.rules import SEEN_EVERY


def record_use(session_id: int, *, now: datetime) -> None:
    """Write when the session was last used, at most once a minute whoever asks, and never for one that has ended."""
    table = SignInSession
    with transaction() as tx:
        tx.execute(
            sa.update(table)
            .where(table.id == session_id, table.ended_at.is_(None), table.last_seen_at <= now - SEEN_EVERY)
            .values(last_seen_at=now)
        )
