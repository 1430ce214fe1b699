"""Timed work of the house: files and traces that are kept no longer are deleted."""

from __future__ import annotations

import structlog
from flask import current_app

from core import clock, jobs
from core.services.forget_exports import forget_exports
from core.services.sweep_kept_forms import sweep_kept_forms
from core.services.sweep_orphans import sweep_orphans
from core.services.sweep_traces import sweep_traces
from core.web.exports import EXPORT

log = structlog.get_logger("documents")


@jobs.task("house.sweep_files", jobs.Queue.UPKEEP, cron="40 19 * * *")
def sweep() -> None:
    """Every night, in Bangkok."""
    days = current_app.extensions["settings"].export_days
    forgotten = forget_exports(EXPORT.name, days, now=clock.now())
    log.info("documents.swept", forgotten=forgotten, deleted=sweep_orphans(now=clock.now()))


@jobs.task("house.sweep_traces", jobs.Queue.UPKEEP, cron="50 19 * * *")
def sweep_old_traces() -> None:
    """Every night, ten minutes later."""
    log.info("traces.swept", **sweep_traces(now=clock.now()))


@jobs.task("house.sweep_kept_forms", jobs.Queue.UPKEEP, cron="*/5 * * * *")
def sweep_old_forms() -> None:
    """Every five minutes."""
    sweep_kept_forms(now=clock.now())
