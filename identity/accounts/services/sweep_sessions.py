"""Forget old sessions."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from core.db import transaction
from identity.accounts.models import SignInSession
from identity.accounts.rules import REMEMBERED

RETENTION = timedelta(days=90)
"""How long it can be seen that and why a session ended."""


def sweep_sessions(*, now: datetime) -> int:
    """Delete sessions that ended, or were unused beyond any limit, ninety days ago; returns how many."""
    table = SignInSession
    ended = table.ended_at < now - RETENTION
    unused = table.last_seen_at < now - RETENTION - REMEMBERED.idle
    with transaction() as tx:
        return int(tx.execute(sa.delete(table).where(sa.or_(ended, unused))).rowcount)
