"""Charts as SVG, drawn by Altair in a process of its own: JSON in, JSON out. No other part of the system imports it.

Altair and the engine behind it take seconds to load and much memory; a worker or a web server must not hold them. Colours
are the page's own custom properties, so that a chart follows the page into print; every part has an outline beside its
shade, and words or a number beside that, so that a grey copy says the same.
"""

from __future__ import annotations

import json
import sys
from itertools import accumulate
from pathlib import Path
from typing import Any

import altair as alt
import vl_convert

FONTS = Path(__file__).resolve().parents[2] / "static" / "fonts"
WIDTH = 288
INK, SOFT, LINE, GOLD = "var(--ink)", "var(--ink-soft)", "var(--line)", "var(--wait)"
SHADES = [f"var(--shade-{number})" for number in range(1, 6)]
OUTLINE = SHADES[2]
FONT_SIZE = 13
LEAST_NAMED = 0.06
"""A part of the whole that is narrower than this bears no number: it would not fit."""


def columns(rows: list[list[Any]], _mark: list[Any] | None) -> Any:
    """One column for each [words, value, figure]: how many, day by day."""
    data = alt.InlineData(values=[{"name": name, "value": value} for name, value, _figure in rows])
    axis = alt.Axis(title=None, labelAngle=0, labelOverlap=True, ticks=False, domainColor=SOFT)
    most = max((value for _name, value, _figure in rows), default=0)
    return (
        alt.Chart(data)
        .mark_bar(color=SHADES[3], stroke=OUTLINE)
        .encode(
            x=alt.X("name:N", sort=None, axis=axis, scale=alt.Scale(paddingInner=0.25)),
            y=alt.Y(
                "value:Q",
                axis=alt.Axis(
                    title=None, tickCount=min(max(most, 1), 3), format="d", domain=False, gridColor=LINE
                ),
            ),
        )
        .properties(width=WIDTH - 28, height=72)
    )


def bars(rows: list[list[Any]], _mark: list[Any] | None) -> Any:
    """One bar for each [words, value, figure], the figure at its end, lighter to darker from the first to the last."""
    values = [
        {"name": name, "value": value, "figure": figure, "step": str(place)}
        for place, (name, value, figure) in enumerate(rows)
    ]
    shades = [SHADES[max(0, 3 - place * 4 // max(len(rows), 1))] for place in range(len(rows))]
    base = alt.Chart(alt.InlineData(values=values)).encode(
        y=alt.Y(
            "name:N",
            sort=None,
            axis=alt.Axis(
                title=None, ticks=False, domain=False, labelLimit=120, labelColor=INK, labelPadding=6
            ),
        ),
        x=alt.X("value:Q", axis=None),
    )
    scale = alt.Scale(domain=[str(place) for place in range(len(rows))], range=shades)
    drawn = base.mark_bar(stroke=OUTLINE, height=16).encode(
        color=alt.Color("step:N", scale=scale, legend=None)
    )
    figures = base.mark_text(align="left", dx=5, color=INK, fontWeight=600, fontSize=FONT_SIZE).encode(
        text="figure:N"
    )
    return (drawn + figures).properties(width=WIDTH - 150, height=24 * len(rows))


def parts(rows: list[list[Any]], mark: list[Any] | None) -> Any:
    """One bar of all [words, value, figure] in their order, each with its number; the mark [value, words] stands on it."""
    ends = list(accumulate(value for _name, value, _figure in rows))
    whole = max(ends[-1] if ends else 0, 1)
    most = max(whole, mark[0] if mark else 0)
    values = [
        {
            "start": end - row[1],
            "end": end,
            "middle": end - row[1] / 2,
            "number": str(place),
            "share": row[1] / whole,
        }
        for place, (row, end) in enumerate(zip(rows, ends, strict=True), start=1)
    ]
    x = alt.X("start:Q", axis=None, scale=alt.Scale(domain=[0, most], nice=False))
    fills = [*SHADES, "var(--card)", "var(--wash)"]
    scale = alt.Scale(domain=[str(place) for place in range(1, len(fills) + 1)], range=fills)
    base = alt.Chart(alt.InlineData(values=values))
    drawn = base.mark_bar(stroke=OUTLINE, height=22).encode(
        x=x, x2="end:Q", y=alt.value(40), color=alt.Color("number:N", scale=scale, legend=None)
    )
    numbers = base.mark_text(color=SOFT, fontSize=FONT_SIZE).encode(
        x="middle:Q", y=alt.value(62), text="number:N"
    )
    layers = [drawn, numbers.transform_filter(f"datum.share >= {LEAST_NAMED}")]
    if mark:
        at = alt.Chart(alt.InlineData(values=[{"at": mark[0], "words": mark[1]}])).encode(x="at:Q")
        near_end = mark[0] > most / 2
        layers += [
            at.mark_rule(color=GOLD, strokeDash=[4, 3], strokeWidth=2).encode(
                y=alt.value(4), y2=alt.value(54)
            ),
            at.mark_text(
                align="right" if near_end else "left",
                dx=-6 if near_end else 6,
                color=GOLD,
                fontSize=FONT_SIZE,
            ).encode(y=alt.value(12), text="words:N"),
        ]
    return alt.layer(*layers).properties(width=WIDTH, height=70)


SHAPES = {"columns": columns, "bars": bars, "parts": parts}


def drawn(chart: dict[str, Any]) -> str:
    """The SVG of one chart: its shape, its rows and its mark."""
    described = SHAPES[chart["shape"]](chart["rows"], chart.get("mark"))
    described = (
        described.configure(background="transparent", font="Sarabun", padding=2)
        .configure_view(stroke=None)
        .configure_axis(labelFontSize=FONT_SIZE, labelColor=SOFT)
    )
    svg: str = vl_convert.vegalite_to_svg(described.to_dict())
    return svg


def main() -> None:
    """Draw what standard input asks for."""
    vl_convert.register_font_directory(str(FONTS))
    json.dump([drawn(chart) for chart in json.load(sys.stdin)], sys.stdout)


if __name__ == "__main__":
    main()
