"""The process that runs background tasks: workers for each queue, which outlive a database that is away.

Only `flask worker` needs this; the web process imports no worker. Each queue has a procrastinate worker and a
connection pool of its own in one event loop. Tasks are synchronous and run in threads, so a task that waits – for a
mail server, for a lock – holds a thread of its own queue and nothing else.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import procrastinate
import psycopg
import structlog
from flask import Flask
from procrastinate.exceptions import ConnectorException
from procrastinate.worker import Worker

from core.settings import installation
from core.tasks import queue as jobs
from core.tasks.queue import Queue, Task

log = structlog.get_logger("worker")


AT_ONCE: dict[Queue, int] = {Queue.MONEY: 2, Queue.MAIL: 2, Queue.FILES: 2, Queue.UPKEEP: 3}
"""Tasks of a queue that one process runs at the same time."""


POLLING_SECONDS = 1.0


LONGEST_WAIT_SECONDS = 30
"""Between two tries to come back to the database."""


STEADY_SECONDS = 120
"""Who ran so long begins the waits anew."""


def _waits() -> Iterator[int]:
    """Seconds to wait after each failure in a row: 1, 2, 4 … up to the longest."""
    wait = 1
    while True:
        yield wait
        wait = min(wait * 2, LONGEST_WAIT_SECONDS)


def _away(error: ConnectorException) -> bool:
    """Whether the database could not be asked, rather than said no."""
    return isinstance(error.__cause__, psycopg.OperationalError)


class _PatientWorker(Worker):
    """A worker that records how a task ended as soon as the database can be reached.

    Else the job would stay begun under a worker that lives: nobody would run it again.
    """

    def __init__(self, *, stop: asyncio.Event, **options: Any) -> None:
        super().__init__(**options)
        self._told_to_stop = stop

    async def _persist_job_status(self, *args: Any, **kwargs: Any) -> None:
        for wait in _waits():
            try:
                await super()._persist_job_status(*args, **kwargs)
            except ConnectorException as error:
                if not _away(error) or self._told_to_stop.is_set():
                    raise
                await _pause(wait, self._told_to_stop)
            else:
                return


async def retry_cut_off(house: procrastinate.App, queue: Queue) -> None:
    """Queue again what a worker of this queue had begun that was killed: known by its heartbeat, which stopped."""
    for job in await house.job_manager.get_stalled_jobs(queue=queue):
        log.warning("job.cut_off", task=job.task_name)
        await house.job_manager.retry_job(job)


def queue_app(app: Flask, queue: Queue) -> procrastinate.App:
    """The procrastinate application of one queue: it can run every declared task, and times those of its own."""
    connector = procrastinate.PsycopgConnector(
        conninfo=installation.of(app).reach.url, min_size=1, max_size=3
    )
    house = procrastinate.App(connector=connector)

    def register(declared: Task) -> None:
        def run(timestamp: int | None = None, **args: Any) -> None:  # noqa: ARG001 - periodic tasks are given it
            jobs.run_now(app, declared.name, **args)

        registered = house.task(
            name=declared.name,
            queue=declared.queue,
            retry=procrastinate.RetryStrategy(max_attempts=8, exponential_wait=3),
            pass_context=False,
        )(run)
        if declared.cron is not None and declared.queue is queue:
            house.periodic(cron=declared.cron, periodic_id=declared.name)(registered)

    async def retry(timestamp: int) -> None:  # noqa: ARG001 - periodic tasks are given it
        await retry_cut_off(house, queue)

    for declared in jobs.tasks.values():
        register(declared)
    name = f"house.retry_cut_off.{queue}"
    house.periodic(cron="* * * * *", periodic_id=name)(house.task(name=name, queue=queue)(retry))
    return house


async def _pause(seconds: float, stop: asyncio.Event) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)


async def _run_once(app: Flask, queue: Queue, stop: asyncio.Event) -> None:
    """Work until asked to stop, or until the database is away for longer than the pool waits."""
    async with queue_app(app, queue).open_async() as house:
        worker: Any = _PatientWorker(
            stop=stop,
            app=house,
            queues=[queue],
            name=queue,
            concurrency=AT_ONCE[queue],
            listen_notify=False,
            fetch_job_polling_interval=POLLING_SECONDS,
            delete_jobs="successful",
            install_signal_handlers=False,
        )
        running, stopping = asyncio.create_task(worker.run()), asyncio.create_task(stop.wait())
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        worker.stop()
        await running


async def keep_working(app: Flask, queue: Queue, stop: asyncio.Event) -> None:
    """Run the queue's worker, and again whenever it ended unasked."""
    loop, waits = asyncio.get_running_loop(), _waits()
    while not stop.is_set():
        began, reason = loop.time(), "its connection failed"
        try:
            await _run_once(app, queue, stop)
        except Exception as error:  # whatever ended it, the queue must go on
            reason = type(error).__name__
        if stop.is_set():
            return
        if loop.time() - began > STEADY_SECONDS:
            waits = _waits()
        wait = next(waits)
        log.error("worker.interrupted", queue=queue, reason=reason, again_in_seconds=wait)
        await _pause(wait, stop)


async def work(app: Flask, queues: Iterable[Queue]) -> None:
    """Run the workers of these queues until SIGTERM or SIGINT; what they are at is finished first."""
    chosen, stop, loop = tuple(queues), asyncio.Event(), asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(sum(AT_ONCE[queue] for queue in chosen) + 1))
    for told in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(told, stop.set)
    await asyncio.gather(*(keep_working(app, queue, stop) for queue in chosen))


def run(app: Flask, queues: Iterable[Queue]) -> None:
    """What `flask worker` does."""
    asyncio.run(work(app, queues))
