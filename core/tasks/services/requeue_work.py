"""Requeue background work that a killed worker left."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from core.db import transaction
from core.tasks import queue as jobs
from core.tasks.long_work import LIVE, NOBODY_RUNS, TASK, kinds
from core.tasks.models import LongWork
from core.tasks.states import MOST_TRIES

GRACE = timedelta(seconds=15)
"""A job that was just fetched may not hold its lock yet."""


_NOT_QUEUED = sa.text(
    "NOT EXISTS (SELECT FROM procrastinate_jobs AS queued WHERE queued.status = 'todo'"
    " AND queued.task_name = :task AND queued.args ->> 'work_id' = long_works.id::text)"
)


def requeue_work(*, now: datetime) -> list[int]:
    """Queue again what nobody runs and no job waits for; returns the ids of what is to be given up instead."""
    with transaction() as tx:
        orphans = tx.execute(
            sa.select(LongWork.id, LongWork.kind, LongWork.tries)
            .where(
                LongWork.state.in_(LIVE),
                LongWork.state_since < now - GRACE,
                NOBODY_RUNS,
                _NOT_QUEUED.bindparams(task=TASK),
            )
            .with_for_update(skip_locked=True)
        ).all()
        for orphan in orphans:
            kind = kinds.get(orphan.kind)
            if orphan.tries < MOST_TRIES:
                jobs.defer(tx, TASK, queue=kind.queue if kind else None, work_id=orphan.id)
        return [orphan.id for orphan in orphans if orphan.tries >= MOST_TRIES]
