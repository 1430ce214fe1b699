"""Timed work of the ledger."""

from __future__ import annotations

import structlog

from core.tasks import queue as jobs
from ledger.checks import run_all
from ledger.services.roll_up import roll_up

log = structlog.get_logger("ledger")


@jobs.task("ledger.rollup", jobs.Queue.MONEY, cron="*/5 * * * *")
def rollup() -> None:
    """Move the roll-ups forward every five minutes, so that the tail stays short."""
    roll_up()


@jobs.task("ledger.verify", jobs.Queue.UPKEEP, cron="17 19 * * *")
def verify() -> None:
    """Prove the whole ledger each night (02:17 in Bangkok); every finding is an error in the log."""
    findings = run_all()
    for finding in findings:
        log.error("ledger.finding", check=finding.check, subject=finding.subject, message=finding.message)
    log.info("ledger.verified", findings=len(findings))


TASKS = (
    rollup,
    verify,
)
