"""A number with decimals as people type it: a target, a baseline, a weight."""

from __future__ import annotations

import re
from decimal import Decimal

from core.typed.problems import TypedProblem, Unreadable
from core.typed.text import plain

MOST_DIGITS = 14
"""Before the point; a column of eighteen digits then holds four behind it."""
_FIGURE = re.compile(r"[+-]?(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<parts>\d+))?", re.ASCII)


def read_figure(text: str, decimals: int) -> Decimal:
    """Read a number: 1,250 · 12.5 · -3 · ๑๒.๕. Nothing is rounded or guessed.

    Raises Unreadable: no number, commas that group nothing, more than `decimals` digits behind the point, too large.
    """
    typed = plain(text)
    found = _FIGURE.fullmatch(typed)
    if found is None:
        raise Unreadable(TypedProblem.FIGURE_WRONG)
    if len(found["whole"].replace(",", "").lstrip("0")) > MOST_DIGITS:
        raise Unreadable(TypedProblem.FIGURE_TOO_LARGE)
    if len((found["parts"] or "").rstrip("0")) > decimals:
        raise Unreadable(TypedProblem.FIGURE_DECIMALS, decimals=decimals)
    return Decimal(typed.replace(",", ""))


def figure(value: Decimal) -> str:
    """As printed: commas between thousands, no zeros at the end of the decimals."""
    whole, _point, parts = f"{value:,f}".partition(".")
    parts = parts.rstrip("0")
    return f"{whole}.{parts}" if parts else whole
