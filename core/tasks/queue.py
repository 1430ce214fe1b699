"""Background tasks: PostgreSQL is the queue (procrastinate), so a job exists exactly when its cause does.

Packages make tasks with `@task` and list them in their `Module`; services defer them inside their transaction.
A task may run twice: each is a thin call of a service that can bear it. Running them is core/tasks/worker.py.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
import structlog
from flask import Flask
from sqlalchemy.orm import Session

from core.db import Tx

log = structlog.get_logger("jobs")


class Queue(StrEnum):
    """Kinds of background tasks. Each has workers of its own, so that none waits for another's slowness."""

    MONEY = "money"
    """Bank files, releases, holds, the ledger: what must not wait for anything else."""
    MAIL = "mail"
    """E-mail: waits for a server that is not ours."""
    FILES = "files"
    """Exports and documents: long and heavy; no money."""
    UPKEEP = "upkeep"
    """Timed work: lapses, deadlines, seals, sweeps."""


@dataclass(frozen=True, slots=True)
class Task:
    """One kind of background task; `cron` makes it periodic (Bangkok time is not used: UTC)."""

    name: str
    queue: Queue
    run: Callable[..., None]
    cron: str | None

    def __call__(self, *values: Any, **args: Any) -> None:
        """Run it here and now."""
        self.run(*values, **args)


tasks: dict[str, Task] = {}


def task(name: str, queue: Queue, cron: str | None = None) -> Callable[[Callable[..., None]], Task]:
    """Make a function a task. Its arguments must be JSON values: ids, never personal data."""

    def declare(run: Callable[..., None]) -> Task:
        return Task(name, queue, run, cron)

    return declare


_defer = sa.text(
    "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW("
    "CAST(:queue AS varchar), :name, 0, NULL, NULL, CAST(:args AS jsonb), CAST(:run_at AS timestamptz)"
    ")::procrastinate_job_to_defer_v1])"
)


def defer(
    tx: Tx, name: str, *, queue: Queue | None = None, run_at: datetime | None = None, **args: Any
) -> None:
    """Queue a task as a row of this transaction, in its own queue or in `queue`. KeyError for one that nobody declared."""
    declared = tasks[name]
    values = {"queue": queue or declared.queue, "name": name, "args": json.dumps(args), "run_at": run_at}
    tx.execute(_defer, values)


def run_now(app: Flask, name: str, **args: Any) -> None:
    """Run one task in an application context, as the worker does."""
    with app.app_context():
        log.info("job.started", task=name)
        tasks[name].run(**args)
        log.info("job.done", task=name)


_WAITING = sa.text(
    "SELECT queue_name, count(*) AS waiting"
    " FROM procrastinate_jobs WHERE status = 'todo' AND coalesce(scheduled_at, now()) <= now() GROUP BY queue_name"
)


def metrics(session: Session) -> Iterator[tuple[str, dict[str, str], float]]:
    """Jobs that are due and not begun, by queue: what grows where a queue has no worker."""
    waiting = dict.fromkeys((queue.value for queue in Queue), 0)
    for row in session.execute(_WAITING):
        waiting[row.queue_name] = row.waiting
    for queue, count in waiting.items():
        yield "jobs_waiting", {"queue": queue}, count
