"""Work that looks at who may act: reminders, and what failed to sign in as an officer."""

from __future__ import annotations

from core import clock
from core.tasks import queue as jobs
from identity.accounts.services.report_failed_sign_ins import report_failed_sign_ins
from identity.accounts.views.security.devices import account_digest
from identity.capacities.reach import reachable
from identity.notifications.services.send_reminders import send_reminders
from identity.staff.queries import officers


@jobs.task("identity.report_failed_sign_ins", jobs.Queue.UPKEEP, cron="*/5 * * * *")
def report() -> None:
    """Every five minutes."""
    report_failed_sign_ins(account_digest, officers, now=clock.now())


@jobs.task("identity.send_reminders", jobs.Queue.UPKEEP, cron="*/2 * * * *")
def remind() -> None:
    """Every two minutes: who waits learns of it soon, and nothing is notified twice."""
    send_reminders(reachable, now=clock.now())


TASKS = (
    report,
    remind,
)
