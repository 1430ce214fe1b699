"""Granted roles lapse."""

from __future__ import annotations

from core import clock
from core.tasks import queue as jobs
from identity.staff.services.lapse_role_grants import lapse_role_grants


@jobs.task("identity.lapse_role_grants", jobs.Queue.UPKEEP, cron="23 * * * *")
def lapse_grants() -> None:
    """Hourly."""
    lapse_role_grants(now=clock.now())


TASKS = (lapse_grants,)
