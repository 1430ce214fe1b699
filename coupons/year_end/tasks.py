"""Timed work at the end of the fiscal year."""

from __future__ import annotations

import structlog

from core import clock
from core.clock import bangkok_date
from core.db import reading
from core.errors import Refused
from core.tasks import queue as jobs
from coupons.year_end.queries import due
from coupons.year_end.rules import year_is_over
from coupons.year_end.services.close_line import close_line

log = structlog.get_logger("coupons")


@jobs.task("coupons.close_lines", jobs.Queue.MONEY, cron="40 17 * * *")
def close_lines() -> None:
    """After midnight in Bangkok: close the lines whose year is over, after the coupons whose last day was that of the year.

    Each in its own transaction. One that cannot be closed is an error in the log, and its page says why.
    """
    now = clock.now()
    with reading() as session:
        found = due(session)
    for closing_id, fiscal_year in found:
        if not year_is_over(fiscal_year, bangkok_date(now)):
            continue
        try:
            close_line(closing_id, now=now)
        except Refused as refused:
            log.error("coupons.line_not_closed", id=closing_id, reason=str(refused.reason), **refused.facts)


TASKS = (close_lines,)
