"""The charts are counted anew, and drawn where their figures changed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask_babel import force_locale
from sqlalchemy.dialects.postgresql import insert

from core.db import db, release_connection, transaction
from web.charts.chart import Chart, Figures, charts
from web.charts.clean import clean
from web.charts.models import StoredChart
from web.preferences import LANGUAGES

CHILD = Path(__file__).parents[1] / "charts" / "drawing.py"
SECONDS = 300
"""By the clock, for a machine that is busy."""


def draw_charts(*, now: datetime) -> None:
    """Replace what is stored of each chart by what the tables say now; a chart whose figures stayed is not drawn again."""
    session = db.session()
    stored = {
        (row.name, row.about): row.figures
        for row in session.execute(sa.select(StoredChart.name, StoredChart.about, StoredChart.figures))
    }
    counted = {
        (chart.name, about): figures
        for chart in charts.values()
        for about, figures in chart.count(session, now).items()
    }
    changed = {key: figures for key, figures in counted.items() if stored.get(key) != figures.as_stored()}
    release_connection()
    drawings = _drawn([(charts[name], figures) for (name, _about), figures in changed.items()])
    with transaction() as tx:
        gone = sa.tuple_(StoredChart.name, StoredChart.about).in_(stored.keys() - counted.keys())
        tx.execute(sa.delete(StoredChart).where(gone))
        tx.execute(sa.update(StoredChart).values(counted_at=now))
        rows = [
            {"name": name, "about": about, "counted_at": now, "figures": figures.as_stored(), **svgs}
            for ((name, about), figures), svgs in zip(changed.items(), drawings, strict=True)
        ]
        if rows:
            new = insert(StoredChart).values(rows)
            drawn = {column: new.excluded[column] for column in rows[0].keys() - {"name", "about"}}
            tx.execute(
                new.on_conflict_do_update(index_elements=[StoredChart.name, StoredChart.about], set_=drawn)
            )


def _drawn(asked: list[tuple[Chart, Figures]]) -> Iterable[dict[str, str]]:
    """Each of them in both languages, by its column. CalledProcessError when the drawing broke, TimeoutExpired when it hung."""
    if not asked:
        return []
    described = []
    for chart, figures in asked:
        for language in LANGUAGES:
            with force_locale(language):
                described.append(_described(chart, figures))
    done = subprocess.run(  # noqa: S603 - our own file, and figures and words of ours
        [sys.executable, "-P", str(CHILD)],
        input=json.dumps(described),
        capture_output=True,
        text=True,
        check=True,
        timeout=SECONDS,
        env={},
    )
    svgs = iter([clean(svg) for svg in json.loads(done.stdout)])
    return [{f"svg_{language}": next(svgs) for language in LANGUAGES} for _each in asked]


def _described(chart: Chart, figures: Figures) -> dict[str, Any]:
    """What the drawing is told, in the language of the moment."""
    name = chart.short or chart.words
    mark = None
    if figures.mark is not None and chart.mark_words is not None:
        mark = [figures.mark, chart.mark_words(figures.mark)]
    rows = [[name(key), value, chart.figure(value)] for key, value in figures.rows]
    return {"shape": chart.shape.value, "rows": rows, "mark": mark}
