"""Timed work on payables."""

from __future__ import annotations

from core import clock
from core.tasks import queue as jobs
from payouts.payables.services import review_holds


@jobs.task("payouts.review_holds", jobs.Queue.MONEY, cron="*/15 * * * *")
def review() -> None:
    """Every quarter of an hour: what can be paid by now is released, what cannot is held."""
    review_holds.review_holds(now=clock.now())


TASKS = (review,)
