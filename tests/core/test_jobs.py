"""A job exists exactly when its cause does, and is not lost with the worker that had begun it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from flask import Flask

from core.db import db, transaction
from core.tasks import long_work, worker
from core.tasks import queue as jobs

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
        async with worker.queue_app(app, jobs.Queue.MAIL).open_async() as house:
            await worker.retry_cut_off(house, jobs.Queue.MAIL)

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


def test_each_queue_looks_after_its_own(db_app: Flask) -> None:
    begin(seconds_silent=60)

    async def look() -> None:
        async with worker.queue_app(db_app, jobs.Queue.MONEY).open_async() as house:
            await worker.retry_cut_off(house, jobs.Queue.MONEY)

    asyncio.run(look())
    assert list(db.session.scalars(STATUS)) == ["doing"]


def test_every_task_waits_in_the_queue_that_it_declares(db_app: Flask) -> None:
    for task in jobs.tasks.values():
        with transaction() as tx:
            jobs.defer(tx, task.name)
    found = db.session.execute(sa.text("SELECT task_name, queue_name FROM procrastinate_jobs"))

    assert {row.task_name: row.queue_name for row in found} == {
        task.name: task.queue.value for task in jobs.tasks.values()
    }


def test_long_work_on_money_waits_among_money(db_app: Flask) -> None:
    with transaction() as tx:
        jobs.defer(tx, long_work.TASK, queue=long_work.kinds["payouts.import"].queue, work_id=1)

    assert list(db.session.scalars(sa.text("SELECT queue_name FROM procrastinate_jobs"))) == ["money"]


def test_what_waits_is_counted_by_queue(db_app: Flask) -> None:
    with transaction() as tx:
        jobs.defer(tx, TASK, mail_id=1)

    counted = {labels["queue"]: value for _name, labels, value in jobs.metrics(db.session())}
    assert counted == {"money": 0, "mail": 1, "files": 0, "upkeep": 0}


@contextmanager
def declared(name: str, queue: jobs.Queue, run: Callable[[], None]) -> Iterator[None]:
    jobs.tasks[name] = jobs.task(name, queue)(run)
    yield
    del jobs.tasks[name]


def test_money_is_moved_while_every_sender_of_mail_hangs(db_app: Flask) -> None:
    booked, released, hanging = threading.Event(), threading.Event(), threading.Semaphore(0)

    def hang() -> None:
        hanging.release()
        released.wait(30)

    async def progress() -> None:
        stop = asyncio.Event()
        work = [
            asyncio.create_task(worker.keep_working(db_app, queue, stop))
            for queue in (jobs.Queue.MAIL, jobs.Queue.MONEY)
        ]
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(8))
        for _each in range(worker.AT_ONCE[jobs.Queue.MAIL]):
            assert await asyncio.to_thread(hanging.acquire, True, 30)
        with db_app.app_context(), transaction() as tx:
            jobs.defer(tx, "test.book")
        assert await asyncio.to_thread(booked.wait, 30), "money waits behind mail"
        assert not released.is_set()
        released.set()
        stop.set()
        await asyncio.gather(*work)

    with declared("test.hang", jobs.Queue.MAIL, hang), declared("test.book", jobs.Queue.MONEY, booked.set):
        with transaction() as tx:
            for _each in range(5):
                jobs.defer(tx, "test.hang")
        asyncio.run(progress())


def test_a_queue_that_nobody_knows_is_refused_with_the_names_of_those_there_are(db_app: Flask) -> None:
    told = db_app.test_cli_runner().invoke(args=["worker", "--queues", "money,letters"])

    assert told.exit_code == 2
    assert "money,mail,files,upkeep" in told.output


def test_nobody_declared_it(db_app: Flask) -> None:
    with transaction() as tx, pytest.raises(KeyError):
        jobs.defer(tx, "no.such_task")
