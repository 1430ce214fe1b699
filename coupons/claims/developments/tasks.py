"""Timed work on development proposals."""

from __future__ import annotations

from core import clock
from core.tasks import queue as jobs
from coupons.claims.developments.services.lapse_developments import lapse_developments


@jobs.task("coupons.lapse_developments", jobs.Queue.UPKEEP, cron="25 17 * * *")
def lapse() -> None:
    """Shortly after midnight in Bangkok: end what nobody took further."""
    while lapse_developments(now=clock.now()):
        pass


TASKS = (lapse,)
