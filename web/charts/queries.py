"""The charts of a reader, with the tables beside them, as they were drawn last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from markupsafe import Markup
from sqlalchemy.orm import Session

from core.actor import Actor
from web.charts.chart import OF_ALL, Shape, charts, figures_of
from web.charts.models import StoredChart


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table: what it is called, its figure, and the list behind it."""

    label: str
    figure: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Shown:
    """One chart as the page shows it."""

    name: str
    title: str
    drawing: Markup
    lines: list[Line]
    list_url: str | None
    counted_at: datetime
    in_order: bool
    """Whether the drawing names its parts by their place in the table."""


def charts_for(session: Session, actor: Actor, locale: str) -> list[Shown]:
    """The charts that the actor may see and that were drawn, in their order. One statement."""
    person = StoredChart.about.in_({OF_ALL, actor.known_person_id})
    drawing = StoredChart.svg_th if locale == "th" else StoredChart.svg_en
    rows = session.execute(
        sa.select(StoredChart.name, StoredChart.figures, StoredChart.counted_at, drawing).where(person)
    )
    stored = {name: (figures_of(figures), at, svg) for name, figures, at, svg in rows}
    shown = []
    for chart in charts.values():
        if chart.name not in stored or not actor.may_any(chart.permissions):
            continue
        figures, at, svg = stored[chart.name]
        links = chart.links(figures)
        lines = [Line(chart.words(key), chart.figure(value), links.get(key)) for key, value in figures.rows]
        shown.append(
            Shown(
                chart.name,
                chart.title(figures),
                Markup(svg),  # noqa: S704 - drawn by us and cleaned (web/charts/clean.py)
                lines,
                chart.list_url(figures),
                at,
                chart.shape is Shape.PARTS,
            )
        )
    return shown
