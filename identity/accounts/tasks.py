"""Nightly work on accounts."""

from __future__ import annotations

from core import clock
from core.tasks import queue as jobs
from identity.accounts.services.sweep_attempts import sweep_attempts
from identity.accounts.services.sweep_sessions import sweep_sessions


@jobs.task("identity.sweep_attempts", jobs.Queue.UPKEEP, cron="17 19 * * *")
def sweep() -> None:
    """Nightly, at 02:17 in Bangkok."""
    sweep_attempts(now=clock.now())


@jobs.task("identity.sweep_sessions", jobs.Queue.UPKEEP, cron="23 19 * * *")
def sweep_old_sessions() -> None:
    """Nightly, at 02:23 in Bangkok."""
    sweep_sessions(now=clock.now())


TASKS = (
    sweep,
    sweep_old_sessions,
)
