"""A job exists exactly when its cause does, and is not lost with the worker that had begun it."""

from __future__ import annotations

import asyncio

import pytest
import sqlalchemy as sa
from flask import Flask

from core import jobs
from core.db import db, transaction

TASK = "mail.send"
BEGIN = sa.text(
    "WITH worker AS (SELECT procrastinate_register_worker_v1() AS worker_id)"
    " SELECT (procrastinate_fetch_job_v2(NULL, worker_id)).id FROM worker"
)
BEAT = sa.text("UPDATE procrastinate_workers SET last_heartbeat = now() - make_interval(secs => :ago)")
STATUS = sa.text("SELECT status FROM procrastinate_jobs")


def begin(seconds_silent: int) -> None:
    """Queue one job, and let a worker begin it whose heart beat last so many seconds ago."""
    with transaction() as tx:
        jobs.defer(tx, TASK, mail_id=1)
    with transaction() as tx:
        assert tx.execute(BEGIN).one().id
    with transaction() as tx:
        tx.execute(BEAT, {"ago": seconds_silent})


def retried(app: Flask) -> list[str]:
    """What the jobs stand at after a look for what was cut off."""

    async def look() -> None:
        worker = jobs.worker_app(app, app.extensions["database_url"])
        async with worker.open_async():
            await jobs.retry_cut_off(worker)

    asyncio.run(look())
    return list(db.session.scalars(STATUS))


def test_a_job_goes_with_its_cause(db_app: Flask) -> None:
    with pytest.raises(ZeroDivisionError), transaction() as tx:
        jobs.defer(tx, TASK, mail_id=1)
        raise ZeroDivisionError

    assert list(db.session.scalars(STATUS)) == []


def test_what_a_killed_worker_had_begun_is_queued_again(db_app: Flask) -> None:
    begin(seconds_silent=60)

    assert retried(db_app) == ["todo"]


def test_what_a_living_worker_does_is_left_to_it(db_app: Flask) -> None:
    begin(seconds_silent=5)

    assert retried(db_app) == ["doing"]


def test_nobody_declared_it(db_app: Flask) -> None:
    with transaction() as tx, pytest.raises(KeyError):
        jobs.defer(tx, "no.such_task")
