"""A session has lasted its time."""

from __future__ import annotations

from datetime import datetime

from core.db import transaction
from identity.accounts.operations import end_sessions
from identity.accounts.states import SessionEnd


def end_overdue_session(session_id: int, person_id: int, *, now: datetime) -> None:
    """End a session that was unused for too long, or is too old, for good: no other capacity revives it."""
    with transaction() as tx:
        end_sessions(tx, person_id, SessionEnd.TIME_OVER, by_id=None, now=now, only=session_id)
