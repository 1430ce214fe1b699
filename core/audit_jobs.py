"""Timed work of the audit trail."""

from __future__ import annotations

import structlog
from flask import current_app

from core import jobs
from core.clock import now
from core.services.seal_audit import seal_audit

log = structlog.get_logger("audit")


@jobs.task("audit.seal", jobs.Queue.UPKEEP, cron="*/10 * * * *")
def seal() -> None:
    """Seal every ten minutes. The receipt goes to the log, which is kept elsewhere than the database."""
    receipt = seal_audit(current_app.extensions["settings"].seal_key, now=now())
    if receipt is not None:
        log.info("audit.sealed", receipt=str(receipt))
