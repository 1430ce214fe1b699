"""A person has read all their notifications."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core.actor import Actor
from core.db import transaction
from identity.notifications.models import Notice


def read_all_notices(*, actor: Actor, now: datetime) -> None:
    """Mark all of one's notifications as read."""
    with transaction() as tx:
        tx.execute(
            sa.update(Notice)
            .where(Notice.person_id == actor.known_person_id, Notice.read_at.is_(None))
            .values(read_at=now)
        )
