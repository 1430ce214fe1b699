"""Documents in Thai and English, set by reportlab in Sarabun.

Thai needs shaping (marks are stacked and shifted for tall letters),
breaks between words that no space shows, and a text layer that gives back what
was written. reportlab's Paragraph shapes, but breaks at spaces only, reads its text as
markup and leaves private code points in the text layer. So text here is a flowable of
its own: ICU breaks it, HarfBuzz shapes it, and every glyph carries the characters
it stands for. It is plain text: names with < or & need no escaping.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate
from reportlab.platypus.flowables import Flowable

from core.pdf.fonts import SEMIBOLD, register_fonts
from core.pdf.mark import draw_mark
from core.pdf.palette import BRAND_DEEP, INK_SOFT, LINE
from core.pdf.text import TextStyle, draw_line

AUTHOR = "OSMEP"


MARGIN = 18 * mm


_HEADER_HEIGHT = 15 * mm


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What a document says of itself: title and subject in its own language, `locale` th or en."""

    title: str
    subject: str
    locale: str
    system_name: str
    """Printed beside the mark on every page."""


def new_canvas(buffer: io.BytesIO, facts: DocumentFacts, *, invariant: bool = False) -> Canvas:
    """An A4 canvas with the document's metadata; `invariant` leaves out the clock, so that bytes repeat."""
    register_fonts()
    canvas = Canvas(
        buffer, pagesize=A4, lang=_language_tag(facts.locale), invariant=int(invariant), pageCompression=1
    )
    _describe(canvas, facts)
    return canvas


def _language_tag(locale: str) -> str:
    return "th-TH" if locale.startswith("th") else "en"


def _describe(canvas: Canvas, facts: DocumentFacts) -> None:
    canvas.setTitle(facts.title)
    canvas.setSubject(facts.subject)
    canvas.setAuthor(AUTHOR)
    canvas.setCreator(facts.system_name)
    canvas.setViewerPreference("DisplayDocTitle", "true")


class _NumberedCanvas(Canvas):  # type: ignore[misc]  # reportlab carries no types
    """Keeps its pages until the end, when the foot can say how many there are."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._pages: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802  (reportlab's name)
        """Keep the page for later."""
        self._pages.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        """Write every page with its number out of how many."""
        style = TextStyle(size=9, color=INK_SOFT, align="right")
        for number, page in enumerate(self._pages, start=1):
            self.__dict__.update(page)
            draw_line(self, f"{number} / {len(self._pages)}", style, A4[0] - MARGIN, 10 * mm)
            super().showPage()
        super().save()


def render_document(story: Sequence[Flowable], facts: DocumentFacts, *, invariant: bool = False) -> bytes:
    """A4 pages with the mark and the title above, page numbers below."""
    register_fonts()
    buffer = io.BytesIO()
    frame = Frame(MARGIN, 16 * mm, A4[0] - 2 * MARGIN, A4[1] - 18 * mm - 2 * _HEADER_HEIGHT, 0, 0, 0, 0)

    def page_head(canvas: Canvas, _: object) -> None:
        _describe(canvas, facts)
        base = A4[1] - MARGIN - 4 * mm
        draw_mark(canvas, MARGIN, base, 11 * mm)
        draw_line(
            canvas, facts.system_name, TextStyle(SEMIBOLD, 11, BRAND_DEEP), MARGIN + 14 * mm, base + 2.5 * mm
        )
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.7)
        canvas.line(MARGIN, base - 3 * mm, A4[0] - MARGIN, base - 3 * mm)

    document = BaseDocTemplate(
        buffer, pagesize=A4, pageTemplates=[PageTemplate(frames=[frame], onPage=page_head)],
        lang=_language_tag(facts.locale), invariant=int(invariant), pageCompression=1,
    )  # fmt: skip
    document.build([*story], canvasmaker=_NumberedCanvas)
    return buffer.getvalue()
