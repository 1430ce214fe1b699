"""Drawing a PDF's pages as one picture. Runs only in the process of core/documents/sandbox.py: see there."""

from __future__ import annotations

import base64
import io
from typing import Any

from PIL import Image

from core.documents.limits import MOST_PICTURED

WIDTH, TALLEST = 1000, 1600
"""Pixels of a page: so wide, and at most so tall."""
QUALITY = 70


def picture(content: bytes) -> dict[str, str]:
    """`webp`: the first pages below one another, as WebP in base64; or `problem`, for what cannot be drawn."""
    from pypdfium2 import PdfDocument, PdfiumError  # a library of some megabytes

    try:
        document = PdfDocument(content)
        pages = [_page(document[number]) for number in range(min(len(document), MOST_PICTURED))]
    except (PdfiumError, ValueError):
        return {"problem": "damaged"}
    whole = Image.new("RGB", (WIDTH, sum(each.height for each in pages)), "white")
    top = 0
    for each in pages:
        whole.paste(each, ((WIDTH - each.width) // 2, top))
        top += each.height
    drawn = io.BytesIO()
    whole.save(drawn, "WEBP", quality=QUALITY)
    return {"webp": base64.b64encode(drawn.getvalue()).decode()}


def _page(page: Any) -> Image.Image:
    width, height = page.get_size()
    scale = min(WIDTH / width, TALLEST / height)
    picture: Image.Image = page.render(scale=scale).to_pil()
    return picture.convert("RGB")
