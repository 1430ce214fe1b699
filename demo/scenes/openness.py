"""What is counted and drawn once an hour: the public's figures of each year, the charts of staff; and notices that were read."""

from __future__ import annotations

from demo.stage import Stage
from identity.notifications.services.read_all_notices import read_all_notices
from openness.services.count_figures import count_figures
from web.services.draw_charts import draw_charts


def today(stage: Stage) -> None:
    """Count what the front page shows and draw the charts; one officer has read what was sent to them."""
    read_all_notices(actor=stage.staff["claims2"], now=stage.calendar.now)
    for generation in stage.calendar.years.generations:
        count_figures(generation.year, now=stage.calendar.now)
    draw_charts(now=stage.calendar.now)
