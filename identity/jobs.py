"""Timed work of the room."""

from __future__ import annotations

from core import clock
from core.tasks import queue as jobs
from identity.services.lapse_factor_resets import lapse_factor_resets
from identity.services.lapse_rights_requests import lapse_rights_requests
from identity.services.lapse_role_grants import lapse_role_grants
from identity.services.replace_owners_due import replace_owners_due
from identity.services.report_failed_sign_ins import report_failed_sign_ins
from identity.services.send_digests import send_digests
from identity.services.send_reminders import send_reminders
from identity.services.sweep_addresses import sweep_addresses
from identity.services.sweep_attempts import sweep_attempts
from identity.services.sweep_sessions import sweep_sessions
from identity.views.devices import account_digest


@jobs.task("identity.sweep_attempts", jobs.Queue.UPKEEP, cron="17 19 * * *")
def sweep() -> None:
    """Nightly, at 02:17 in Bangkok."""
    sweep_attempts(now=clock.now())


@jobs.task("identity.sweep_sessions", jobs.Queue.UPKEEP, cron="23 19 * * *")
def sweep_old_sessions() -> None:
    """Nightly, at 02:23 in Bangkok."""
    sweep_sessions(now=clock.now())


@jobs.task("identity.sweep_addresses", jobs.Queue.UPKEEP, cron="29 19 * * *")
def sweep_old_addresses() -> None:
    """Nightly, at 02:29 in Bangkok."""
    sweep_addresses(now=clock.now())


@jobs.task("identity.lapse_role_grants", jobs.Queue.UPKEEP, cron="23 * * * *")
def lapse_grants() -> None:
    """Hourly."""
    lapse_role_grants(now=clock.now())


@jobs.task("identity.report_failed_sign_ins", jobs.Queue.UPKEEP, cron="*/5 * * * *")
def report() -> None:
    """Every five minutes."""
    report_failed_sign_ins(account_digest, now=clock.now())


@jobs.task("identity.send_reminders", jobs.Queue.UPKEEP, cron="*/2 * * * *")
def remind() -> None:
    """Every two minutes: who waits learns of it soon, and nothing is told twice."""
    send_reminders(now=clock.now())


@jobs.task("identity.send_digests", jobs.Queue.UPKEEP, cron="15 0 * * *")
def digest() -> None:
    """Each morning, at 07:15 in Bangkok."""
    send_digests(now=clock.now())


@jobs.task("identity.lapse_factor_resets", jobs.Queue.UPKEEP, cron="11 * * * *")
def lapse_resets() -> None:
    """Every hour."""
    lapse_factor_resets(now=clock.now())


@jobs.task("identity.lapse_rights_requests", jobs.Queue.UPKEEP, cron="13 * * * *")
def lapse_requests() -> None:
    """Every hour."""
    lapse_rights_requests(now=clock.now())


@jobs.task("identity.replace_owners_due", jobs.Queue.UPKEEP, cron="7 * * * *")
def replace_owners() -> None:
    """Every hour."""
    replace_owners_due(now=clock.now())
