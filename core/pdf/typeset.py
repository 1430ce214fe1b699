"""Papers of running text – agreements, letters – as PDF/A: a layout (`*.typ`) beside the code that fills it, and its facts."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import uharfbuzz

FONTS = Path(__file__).parent / "flattened"
UNKNOWN = "□"
"""Stands for a character that the font does not have, such as an emoji: PDF/A holds none that cannot be drawn."""


def typeset(layout: Path, facts: Mapping[str, Any], *, dated: date) -> bytes:
    """The PDF that a layout makes of the facts, which it reads as `json(bytes(sys.inputs.facts))`.

    Layouts read files of their own folder and nothing else; a name like `#read("x")` in the facts is printed as it
    is. RuntimeError for a layout that does not compile. Some ten milliseconds a page, a tenth of a second for the first.
    """
    import typst  # 40 MB that only those who make papers need

    day = {"year": dated.year, "month": dated.month, "day": dated.day}
    inputs = {"facts": _drawable(json.dumps({**facts, "dated": day}, ensure_ascii=False))}
    made = typst.compile(
        str(layout),
        root=str(layout.parent),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs=inputs,
        pdf_standards=["a-2a"],  # kept for years, tagged for screen readers
    )
    return bytes(made)


def _drawable(text: str) -> str:
    """The text with UNKNOWN for each character that the font does not have."""
    return _others().sub(UNKNOWN, text)


@cache
def _others() -> re.Pattern[str]:
    face = uharfbuzz.Face(uharfbuzz.Blob((FONTS / "Sarabun-Regular.ttf").read_bytes()))
    known = "".join(re.escape(chr(each)) for each in sorted(face.unicodes))
    return re.compile(rf"[^{known}\n]")
