"""Many people at once: separate processes, each with several connections, held back until all are ready.

The processes are forks that connect afresh. Connections stay well below the server's hundred: PROCESSES × THREADS.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from flask import Flask

from core.db import db

PROCESSES = 4
THREADS = 6
PATIENCE_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Answer:
    """What one request of the crowd came to: its value, or the name of the error."""

    job: Any
    value: Any = None
    error: str | None = None


def crowd(
    app: Flask, work: Callable[[Any], Any], jobs: Sequence[Any], before: Callable[[], None] | None = None
) -> list[Answer]:
    """Do `work(job)` for all jobs at once.

    `before` runs in each process first: a negative control takes a guard away there, and only there.
    """
    db.session.remove()
    context = multiprocessing.get_context("fork")
    start = context.Barrier(PROCESSES)
    answers: Any = context.SimpleQueue()
    people = [
        context.Process(target=_share, args=(app, work, list(jobs[place::PROCESSES]), before, start, answers))
        for place in range(PROCESSES)
    ]
    for each in people:
        each.start()
    given = [answer for _ in people for answer in answers.get()]
    for each in people:
        each.join(PATIENCE_SECONDS)
    return given


def _share(
    app: Flask,
    work: Callable[[Any], Any],
    jobs: list[Any],
    before: Callable[[], None] | None,
    start: Any,
    answers: Any,
) -> None:
    """One process of the crowd, with its own connections."""
    db.engine.dispose(close=False)
    if before:
        before()
    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(lambda _: _touch(app), range(THREADS)))
        start.wait(PATIENCE_SECONDS)
        answers.put(list(threads.map(lambda job: _do(app, work, job), jobs)))


def _touch(app: Flask) -> None:
    """Open a connection before the start."""
    with app.app_context():
        db.session.connection()


def _do(app: Flask, work: Callable[[Any], Any], job: Any) -> Answer:
    with app.app_context():
        try:
            return Answer(job, work(job))
        except Exception as error:
            return Answer(job, error=f"{type(error).__name__}: {error}"[:300])
