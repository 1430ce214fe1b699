"""Timed work of the room."""

from __future__ import annotations

from core import clock, jobs
from identity.services.sweep_attempts import sweep_attempts


@jobs.task("identity.sweep_attempts", jobs.Queue.UPKEEP, cron="17 19 * * *")
def sweep() -> None:
    """Nightly, at 02:17 in Bangkok."""
    sweep_attempts(now=clock.now())
