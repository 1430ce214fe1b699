"""The e-mail of the day, and the end of what was kept of reminders."""

from __future__ import annotations

from core import clock
from core.tasks import queue as jobs
from identity.notifications.services.send_digests import send_digests
from identity.notifications.services.sweep_reminders import sweep_reminders


@jobs.task("identity.send_digests", jobs.Queue.UPKEEP, cron="15 0 * * *")
def digest() -> None:
    """Each morning, at 07:15 in Bangkok."""
    send_digests(now=clock.now())


@jobs.task("identity.sweep_reminders", jobs.Queue.UPKEEP, cron="45 19 * * *")
def sweep() -> None:
    """Each night, at 02:45 in Bangkok."""
    sweep_reminders(now=clock.now())


TASKS = (digest, sweep)
