"""Timed work of the ledger."""

from __future__ import annotations

from core import jobs
from ledger.services.roll_up import roll_up


@jobs.task("ledger.rollup", cron="*/5 * * * *")
def rollup() -> None:
    """Move the roll-ups forward every five minutes, so that the tail stays short."""
    roll_up()
