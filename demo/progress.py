"""How far the building of the demo world is, on the terminal: what happens now, how much of it is done, how long it may take."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field
from typing import TextIO

USUAL_SECONDS = 60
"""A guess before there is anything to measure: an idle machine of two cores."""
WIDTH = 24


@dataclass
class Progress:
    """Says each step once; on a terminal the line is drawn over, in a log a step has a line."""

    out: TextIO = field(default_factory=lambda: sys.stdout)
    began: float = field(default_factory=time.monotonic)
    _said: str = ""
    share: float = 0.0
    """What is done of the whole, 0 to 1."""

    def say(self, share: float, step: str) -> None:
        """`share` is what is done of the whole, 0 to 1. What lies behind is not said again."""
        if share < self.share:
            return
        self.share = share
        if self.out.isatty():
            filled = round(WIDTH * share)
            bar = "█" * filled + "░" * (WIDTH - filled)
            print(
                f"\r\033[K  {bar} {share:4.0%}  {step}  {self._left(share)}",
                end="",
                file=self.out,
                flush=True,
            )
        elif step != self._said:
            print(f"  {share:4.0%}  {step}", file=self.out, flush=True)
        self._said = step

    def end(self) -> None:
        """Leave the line."""
        if self.out.isatty():
            print("\r\033[K", end="", file=self.out)
        print(f"  Built in {time.monotonic() - self.began:.0f} seconds.", file=self.out, flush=True)

    def _left(self, share: float) -> str:
        gone = time.monotonic() - self.began
        left = max(USUAL_SECONDS - gone, 1) if share < 0.1 else gone / share * (1 - share)
        return f"(about {max(round(left, -1), 10):.0f} s left)" if left >= 10 else "(a few seconds left)"


class Silent(Progress):
    """Says nothing: for tests and benchmarks."""

    def say(self, share: float, step: str) -> None:
        """Nothing."""

    def end(self) -> None:
        """Nothing."""
