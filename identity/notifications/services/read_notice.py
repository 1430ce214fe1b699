"""A person opens one of their notifications."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import transaction
from core.errors import NotFound
from identity.notifications.models import Notice


def read_notice(notice_id: int, *, actor: Actor, now: datetime) -> str:
    """Mark it read, and return the path it speaks of. NotFound for another's."""
    with transaction() as tx:
        notice = tx.lock(Notice, notice_id)
        if notice.person_id != actor.person_id:
            raise NotFound
        notice.read_at = notice.read_at or now
        return notice.url
