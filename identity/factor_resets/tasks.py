"""Requests to reset second factors lapse."""

from __future__ import annotations

from core import clock
from core.tasks import queue as jobs
from identity.factor_resets.services.lapse_factor_resets import lapse_factor_resets


@jobs.task("identity.lapse_factor_resets", jobs.Queue.UPKEEP, cron="11 * * * *")
def lapse_resets() -> None:
    """Every hour."""
    lapse_factor_resets(now=clock.now())


TASKS = (lapse_resets,)
