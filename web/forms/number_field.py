"""The field of a number that may have decimals: a target, a baseline, a weight."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from core.typed.figures import figure, read_figure
from web.forms.fields import ReadField


class NumberField(ReadField):
    """A number with at most so many decimals; `data` is a Decimal. Thai digits and commas between thousands are understood."""

    def __init__(self, *args: Any, decimals: int = 4, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.decimals = decimals

    def read(self, typed: str) -> Decimal:
        """The number."""
        return read_figure(typed, self.decimals)

    def write(self, value: Decimal) -> str:
        """As printed."""
        return figure(value)
