"""The e-mail of the day."""

from __future__ import annotations

from core import clock
from core.tasks import queue as jobs
from identity.notifications.services.send_digests import send_digests


@jobs.task("identity.send_digests", jobs.Queue.UPKEEP, cron="15 0 * * *")
def digest() -> None:
    """Each morning, at 07:15 in Bangkok."""
    send_digests(now=clock.now())


TASKS = (digest,)
