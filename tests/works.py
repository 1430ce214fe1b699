"""The worker, in a test: does what is queued, as `flask worker` would, and says what came of it."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask

from core.db import db
from core.tasks import long_work
from core.tasks import queue as jobs
from core.tasks.models import LongWork


def work_of(answer_location: str) -> int:
    """The id in the address to which a request for long work sends on."""
    return int(answer_location.rstrip("/").rpartition("/")[2])


def run_work(app: Flask, work_id: int) -> LongWork:
    """Run one piece of work as the worker does; answers its row, fresh."""
    db.session.rollback()
    jobs.run_now(app, long_work.TASK, work_id=work_id)
    return kept_work(work_id)


def kept_work(work_id: int) -> LongWork:
    """The row as it stands."""
    db.session.rollback()
    return db.session.get_one(LongWork, work_id)


def queued(task: str) -> list[dict[str, object]]:
    """The arguments of the jobs of that name that wait."""
    waiting = sa.text(
        "SELECT args FROM procrastinate_jobs WHERE task_name = :task AND status = 'todo' ORDER BY id"
    )
    return list(db.session.scalars(waiting, {"task": task}))
