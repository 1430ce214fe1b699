"""Papers of running text – agreements, letters – as PDF/A: a layout (`*.typ`) beside the code that fills it, and its facts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

FONTS = Path(__file__).parent / "flattened"


def typeset(layout: Path, facts: Mapping[str, Any], *, dated: date) -> bytes:
    """The PDF that a layout makes of the facts, which it reads as `json(bytes(sys.inputs.facts))`.

    Layouts read files of their own folder and nothing else; a name like `#read("x")` in the facts is printed as it
    is. RuntimeError for a layout that does not compile. Some ten milliseconds a page, a tenth of a second for the first.
    """
    import typst  # 40 MB that only those who make papers need

    day = {"year": dated.year, "month": dated.month, "day": dated.day}
    inputs = {"facts": json.dumps({**facts, "dated": day}, ensure_ascii=False)}
    made = typst.compile(
        str(layout),
        root=str(layout.parent),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs=inputs,
        pdf_standards=["a-2a"],  # kept for years, tagged for screen readers
    )
    return bytes(made)
