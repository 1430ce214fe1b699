"""Timed work of payouts."""

from __future__ import annotations

from core import clock
from core.tasks import queue as jobs
from payouts.services import mark_unknown, review_holds


@jobs.task("payouts.review_holds", jobs.Queue.MONEY, cron="*/15 * * * *")
def review() -> None:
    """Every quarter of an hour: what can be paid by now is let go, what cannot is held."""
    review_holds.review_holds(now=clock.now())


@jobs.task("payouts.mark_unknown", jobs.Queue.MONEY, cron="30 22 * * *")
def mark() -> None:
    """Every day at half past five in Bangkok: payments of which the bank has said nothing for too long."""
    mark_unknown.mark_unknown(now=clock.now())
