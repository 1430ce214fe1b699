"""A chart as a package declares it: what it counts, how it is drawn, and where each of its numbers leads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from core.permissions import Permission

OF_ALL = 0
"""Whom the figures are about, where they are about nobody in particular; else a person's id."""


class Shape(StrEnum):
    """How figures are drawn (web/charts/drawing.py)."""

    COLUMNS = "columns"
    """One column each, side by side: days."""
    BARS = "bars"
    """One bar each, one below the other: steps."""
    PARTS = "parts"
    """One bar of all, dark to light: where a sum stands."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What was counted: (key, value) in the order in which they are shown, and a value to compare them with."""

    year: int
    """The fiscal year (พ.ศ.)."""
    rows: tuple[tuple[str, int], ...]
    mark: int | None = None

    def as_stored(self) -> dict[str, Any]:
        """The same as JSON."""
        return {"year": self.year, "rows": [list(row) for row in self.rows], "mark": self.mark}


def figures_of(stored: Mapping[str, Any]) -> Figures:
    """The figures that were stored as JSON."""
    return Figures(stored["year"], tuple((key, value) for key, value in stored["rows"]), stored["mark"])


@dataclass(frozen=True, slots=True, eq=False)
class Chart:
    """One chart. Its words are asked for in the reader's language, or in that in which it is drawn."""

    name: str
    permissions: frozenset[Permission]
    """Who sees it: whoever holds one of them."""
    shape: Shape
    title: Callable[[Figures], str]
    count: Callable[[Session, datetime], Mapping[int, Figures]]
    """The figures by whom they are about: a person's id, or OF_ALL."""
    words: Callable[[str], str]
    """What a key is called in the table."""
    figure: Callable[[int], str]
    links: Callable[[Figures], Mapping[str, str]]
    """The list behind each number, by its key."""
    list_url: Callable[[Figures], str | None]
    """The list behind all of them."""
    short: Callable[[str], str] | None = None
    """What a key is called in the drawing, if that is shorter."""
    mark_words: Callable[[int], str] | None = None


charts: dict[str, Chart] = {}
"""All of them, by their names, in the order in which they are shown."""
