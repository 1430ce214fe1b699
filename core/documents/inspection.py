"""Judging an uploaded document by its bytes. Runs only in the process of core/documents/sandbox.py: see there."""

from __future__ import annotations

import io

import filetype
from PIL import Image, UnidentifiedImageError

from core.documents.limits import MAX_PAGES, MAX_PIXELS

ACCEPTED = ("application/pdf", "image/jpeg", "image/png", "image/webp")


def judge(content: bytes) -> dict[str, str]:
    """`media_type` of what the bytes are, or `problem`: a value of core.documents.operations.FileProblem."""
    kind = filetype.guess(content)
    if kind is None or kind.mime not in ACCEPTED:
        return {"problem": "wrong_kind"}
    problem = _of_pdf(content) if kind.mime == "application/pdf" else _of_image(content)
    return {"problem": problem} if problem else {"media_type": str(kind.mime)}


def _of_pdf(content: bytes) -> str | None:
    from pypdf import PdfReader  # takes three quarters of this process's time, and most files are pictures
    from pypdf.errors import PyPdfError

    try:
        pages = len(PdfReader(io.BytesIO(content)).pages)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError):
        return "damaged"
    if pages > MAX_PAGES:
        return "too_many_pages"
    return None if pages else "damaged"


def _of_image(content: bytes) -> str | None:
    try:
        with Image.open(io.BytesIO(content)) as image:
            if image.width * image.height > MAX_PIXELS:
                return "too_many_pixels"
            image.verify()
    except Image.DecompressionBombError:
        return "too_many_pixels"
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return "damaged"
    return None
