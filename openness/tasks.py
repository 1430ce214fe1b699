"""What the front page shows is counted beforehand."""

from __future__ import annotations

from core import clock
from core.db import db
from core.tasks import queue as jobs
from openness import queries
from openness.services.count_figures import count_figures


@jobs.task("openness.count_figures", jobs.Queue.UPKEEP, cron="7 * * * *")
def count() -> None:
    """Once an hour: this fiscal year's figures, and those of the year that the front page shows."""
    now = clock.now()
    this_year = clock.fiscal_year_of(clock.bangkok_date(now))
    for year in {this_year, queries.year_to_show(queries.fiscal_years(db.session()), this_year)}:
        count_figures(year, now=now)


TASKS = (count,)
