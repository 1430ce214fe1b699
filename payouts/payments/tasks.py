"""Timed work on payments."""

from __future__ import annotations

from core import clock
from core.tasks import queue as jobs
from payouts.payments.services import mark_unknown


@jobs.task("payouts.mark_unknown", jobs.Queue.MONEY, cron="30 22 * * *")
def mark() -> None:
    """Every day at half past five in Bangkok: payments of which the bank has said nothing for too long."""
    mark_unknown.mark_unknown(now=clock.now())


TASKS = (mark,)
