"""Changes of rights lapse, and take effect."""

from __future__ import annotations

from core import clock
from core.tasks import queue as jobs
from identity.rights_requests.services.lapse_rights_requests import lapse_rights_requests
from identity.rights_requests.services.replace_owners_due import replace_owners_due
from identity.rights_requests.services.sweep_addresses import sweep_addresses


@jobs.task("identity.sweep_addresses", jobs.Queue.UPKEEP, cron="29 19 * * *")
def sweep_old_addresses() -> None:
    """Nightly, at 02:29 in Bangkok."""
    sweep_addresses(now=clock.now())


@jobs.task("identity.lapse_rights_requests", jobs.Queue.UPKEEP, cron="13 * * * *")
def lapse_requests() -> None:
    """Every hour."""
    lapse_rights_requests(now=clock.now())


@jobs.task("identity.replace_owners_due", jobs.Queue.UPKEEP, cron="7 * * * *")
def replace_owners() -> None:
    """Every hour."""
    replace_owners_due(now=clock.now())


TASKS = (
    sweep_old_addresses,
    lapse_requests,
    replace_owners,
)
