"""Many people at once: separate processes, each with several connections, held back until all are ready.

Connections stay well below the server's hundred: PROCESSES × THREADS.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from flask import Flask

PROCESSES = 4
THREADS = 6


@dataclass(frozen=True, slots=True)
class Answer:
    """What one request of the crowd came to: its value, or the name of the error."""

    job: Any
    value: Any = None
    error: str | None = None


def crowd(
    database_url: str,
    data_dir: str,
    work: Callable[[Any], Any],
    jobs: Sequence[Any],
    before: Callable[[], None] | None = None,
) -> list[Answer]:
    """Do `work(job)` for all jobs at once. `work` and `before` are module-level functions: they travel by name.

    `before` runs in each process first: a negative control takes a guard away there.
    """
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(PROCESSES)
    slices = [list(jobs[place::PROCESSES]) for place in range(PROCESSES)]
    with context.Pool(PROCESSES, _make_ready, (barrier,)) as pool:
        parts = pool.starmap(
            _share, [(database_url, data_dir, work, part, before) for part in slices], chunksize=1
        )
    return [answer for part in parts for answer in part]


_barrier: Any = None


def _make_ready(barrier: Any) -> None:
    global _barrier
    _barrier = barrier


def _share(
    database_url: str,
    data_dir: str,
    work: Callable[[Any], Any],
    jobs: list[Any],
    before: Callable[[], None] | None,
) -> list[Answer]:
    import config
    from app import create_app

    settings = config.load(
        {}, environment="test", database_url=database_url, data_dir=data_dir, db_pool_size=THREADS
    )
    app = create_app(settings)
    if before:
        before()
    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(lambda _: _touch(app), range(THREADS)))
        _barrier.wait(60)
        return list(threads.map(lambda job: _do(app, work, job), jobs))


def _touch(app: Flask) -> None:
    """Open the connection before the start."""
    from core.db import db

    with app.app_context():
        db.session.connection()


def _do(app: Flask, work: Callable[[Any], Any], job: Any) -> Answer:
    with app.app_context():
        try:
            return Answer(job, work(job))
        except Exception as error:
            return Answer(job, error=f"{type(error).__name__}: {error}"[:300])
