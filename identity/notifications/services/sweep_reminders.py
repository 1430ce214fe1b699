"""Delete what was kept of reminders about things that wait no more."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

import sqlalchemy as sa

from core.db import transaction
from identity.notifications.models import Reminder
from web.queues.queue import Queue, queues

RETENTION = timedelta(days=30)
"""How long it is kept that a reminder was sent. While its thing waits it stays longer: else it would be sent again."""


def sweep_reminders(*, now: datetime) -> int:
    """Delete the rows of reminders older than RETENTION whose thing no longer waits since then; returns how many."""
    by_turn: dict[str, list[Queue]] = defaultdict(list)
    for queue in queues.values():
        by_turn[queue.turn.name].append(queue)
    waits = (
        sa.and_(Reminder.turn == turn, sa.or_(*(_in(queue, now) for queue in some)))
        for turn, some in by_turn.items()
    )
    old = sa.and_(Reminder.told_at < now - RETENTION, sa.not_(sa.or_(sa.false(), *waits)))
    with transaction() as tx:
        return int(tx.execute(sa.delete(Reminder).where(old)).rowcount)


def _in(queue: Queue, now: datetime) -> sa.ColumnElement[bool]:
    """Whether a reminder's thing waits in the queue, and since that moment."""
    here = sa.select(sa.literal(1)).select_from(queue.key.class_)
    return here.where(
        queue.key == Reminder.subject_id, queue.since == Reminder.since, queue.waits(now)
    ).exists()
