"""Forget old guesses."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from core.db import transaction
from identity.accounts.models import SignInAttempt

RETENTION = timedelta(days=30)


def sweep_attempts(*, now: datetime) -> int:
    """Delete attempts older than thirty days; returns how many."""
    with transaction() as tx:
        return int(tx.execute(sa.delete(SignInAttempt).where(SignInAttempt.at < now - RETENTION)).rowcount)
