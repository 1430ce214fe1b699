"""Background work: PostgreSQL is the queue (procrastinate), so a job exists exactly when its cause does.

Rooms declare tasks in their jobs.py with `@task`; services defer them inside their transaction.
A task may run twice: each is a thin call of a service that can bear it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
import structlog
from flask import Flask

from core.db import Tx

log = structlog.get_logger("jobs")


@dataclass(frozen=True, slots=True)
class Task:
    """One kind of background work; `cron` makes it periodic (Bangkok time is not used: UTC)."""

    name: str
    run: Callable[..., None]
    cron: str | None


tasks: dict[str, Task] = {}


def task(name: str, cron: str | None = None) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Declare a task. Its arguments must be JSON values: ids, never personal data."""

    def declare(run: Callable[..., None]) -> Callable[..., None]:
        tasks[name] = Task(name, run, cron)
        return run

    return declare


_defer = sa.text(
    "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW("
    "'default', :name, 0, NULL, NULL, CAST(:args AS jsonb), CAST(:run_at AS timestamptz)"
    ")::procrastinate_job_to_defer_v1])"
)


def defer(tx: Tx, name: str, *, run_at: datetime | None = None, **args: Any) -> None:
    """Queue a task as a row of this transaction. KeyError for a task that nobody declared."""
    tx.execute(_defer, {"name": tasks[name].name, "args": json.dumps(args), "run_at": run_at})


def run_now(app: Flask, name: str, **args: Any) -> None:
    """Run one task in an application context, as the worker does."""
    with app.app_context():
        log.info("job.started", task=name)
        tasks[name].run(**args)
        log.info("job.done", task=name)


async def retry_cut_off(worker: Any) -> None:
    """Queue again what a worker had begun that was killed: known by its heartbeat, which stopped."""
    for job in await worker.job_manager.get_stalled_jobs():
        log.warning("job.cut_off", task=job.task_name)
        await worker.job_manager.retry_job(job)


def worker_app(app: Flask, conninfo: str) -> Any:
    """The procrastinate application with every declared task, for `flask worker`."""
    import procrastinate  # the web process need not carry it

    worker = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=conninfo))

    def register(declared: Task) -> None:
        def run(timestamp: int | None = None, **args: Any) -> None:  # noqa: ARG001 - periodic tasks are given it
            run_now(app, declared.name, **args)

        registered = worker.task(
            name=declared.name,
            queue="default",
            retry=procrastinate.RetryStrategy(max_attempts=8, exponential_wait=3),
            pass_context=False,
        )(run)
        if declared.cron is not None:
            worker.periodic(cron=declared.cron, periodic_id=declared.name)(registered)

    async def retry(timestamp: int) -> None:  # noqa: ARG001 - periodic tasks are given it
        await retry_cut_off(worker)

    for declared in tasks.values():
        register(declared)
    name = "house.retry_cut_off"
    worker.periodic(cron="* * * * *", periodic_id=name)(worker.task(name=name)(retry))
    return worker
