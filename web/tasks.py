"""Periodic tasks of the application: the audit trail is sealed; charts are drawn; files and traces past their retention are deleted."""

from __future__ import annotations

import structlog

from core import clock
from core.audit.services.seal_audit import seal_audit
from core.documents.services.sweep_orphans import sweep_orphans
from core.settings import installation
from core.tasks import queue as jobs
from web.forms.services.sweep_saved_forms import sweep_saved_forms
from web.lists.exports import EXPORT
from web.lists.services.forget_exports import forget_exports
from web.services.draw_charts import draw_charts
from web.services.sweep_traces import sweep_traces

log = structlog.get_logger("documents")
audit_log = structlog.get_logger("audit")


@jobs.task("house.sweep_files", jobs.Queue.UPKEEP, cron="40 19 * * *")
def sweep() -> None:
    """Every night, in Bangkok."""
    days = installation.settings().export_days
    forgotten = forget_exports(EXPORT.name, days, now=clock.now())
    log.info("documents.swept", forgotten=forgotten, deleted=sweep_orphans(now=clock.now()))


@jobs.task("house.sweep_traces", jobs.Queue.UPKEEP, cron="50 19 * * *")
def sweep_old_traces() -> None:
    """Every night, ten minutes later."""
    log.info("traces.swept", **sweep_traces(now=clock.now()))


@jobs.task("house.sweep_kept_forms", jobs.Queue.UPKEEP, cron="*/5 * * * *")
def sweep_old_forms() -> None:
    """Every five minutes."""
    sweep_saved_forms(now=clock.now())


@jobs.task("audit.seal", jobs.Queue.UPKEEP, cron="*/10 * * * *")
def seal() -> None:
    """Seal every ten minutes. The receipt goes to the log, which is kept elsewhere than the database."""
    receipt = seal_audit(installation.settings().seal_key, now=clock.now())
    if receipt is not None:
        audit_log.info("audit.sealed", receipt=str(receipt))


@jobs.task("house.draw_charts", jobs.Queue.UPKEEP, cron="12 * * * *")
def draw() -> None:
    """Once an hour: the charts on the home of staff."""
    draw_charts(now=clock.now())


TASKS = (
    draw,
    sweep,
    sweep_old_traces,
    sweep_old_forms,
    seal,
)
