"""Documents in Thai and English, set by reportlab in Sarabun.

Thai needs shaping (marks stand above one another and move aside for tall letters),
breaks between words that no space shows, and a text layer that gives back what
was written. reportlab's Paragraph shapes, but breaks at spaces only, reads its text as
markup and leaves private code points in the text layer. So text here is a flowable of
its own: ICU breaks it, HarfBuzz shapes it, and every glyph carries the characters
it stands for. It is plain text: names with < or & need no escaping.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import islice, pairwise
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import uharfbuzz
from reportlab.lib.colors import Color
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import SUBSETN, TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Table, TableStyle
from reportlab.platypus.flowables import Flowable

from core.pdf.mark import draw_mark
from core.pdf.palette import BRAND_DEEP, BRAND_WASH, INK, INK_SOFT, LINE
from core.thai.writing import break_lines

FONT_FOLDER = Path(__file__).resolve().parents[2] / "static" / "fonts"


REGULAR, SEMIBOLD, BOLD = "Sarabun", "Sarabun-SemiBold", "Sarabun-Bold"


_FILES = {REGULAR: "Sarabun-Regular.ttf", SEMIBOLD: "Sarabun-SemiBold.ttf", BOLD: "Sarabun-Bold.ttf"}


AUTHOR = "OSMEP"


MARGIN = 18 * mm


_HEADER_HEIGHT = 15 * mm


_PRIVATE_PLANE = 0xF0000


_REPLACEMENT = "\ufffd"


_SCRIPT_RUNS = re.compile("[\u0e00-\u0e7f]+|[^\u0e00-\u0e7f]+")


_LONGEST_JUMP = 60
"""Thousandths of an em. Readers take a long jump for a space; short ones that begin a new TJ move as far and stay silent."""


_CMAP_BLOCK = 100
"""Entries that one bfchar block may hold (Adobe Technical Note 5411)."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One shaped glyph: the font's code for it and where it goes, in thousandths of an em."""

    code: int
    width: float
    advance: float
    x_offset: float
    y_offset: float


@dataclass(frozen=True, slots=True)
class ShapedLine:
    """A line ready to be painted at any size."""

    glyphs: tuple[Glyph, ...]
    advance: float
    plain: bool
    """Glyph after glyph on one height, each with its own characters: any reader spells it right."""


class ShapedFont(TTFont):  # type: ignore[misc]  # reportlab carries no types
    """A TrueType font that shapes text and knows what each of its glyphs was written for."""

    def __init__(self, name: str, path: Path) -> None:
        super().__init__(name, str(path))
        self._hb_face = uharfbuzz.Face(uharfbuzz.Blob(path.read_bytes()))
        self._hb_font = uharfbuzz.Font(self._hb_face)
        self._codes: dict[tuple[int, str], int] = {}
        self._sources: dict[int, str] = {}
        self._lock = Lock()

    def shape(self, text: str) -> ShapedLine:
        """Glyphs of a line, Thai and other scripts shaped each by its own rules."""
        glyphs = tuple(glyph for run in _SCRIPT_RUNS.findall(text) for glyph in self._shape_run(run))
        plain = all(
            not glyph.y_offset and abs(glyph.x_offset) < _LONGEST_JUMP and self._sources.get(glyph.code, "?")
            for glyph in glyphs
        )
        return ShapedLine(glyphs, sum(glyph.advance for glyph in glyphs), plain)

    def _shape_run(self, run: str) -> Iterator[Glyph]:
        buffer = uharfbuzz.Buffer()
        buffer.cluster_level = uharfbuzz.BufferClusterLevel.MONOTONE_CHARACTERS
        buffer.add_str(run)
        buffer.guess_segment_properties()
        uharfbuzz.shape(self._hb_font, buffer, {"kern": True, "liga": True, "dlig": False})
        infos = buffer.glyph_infos
        scale = 1000 / self._hb_face.upem
        sources = _sources_of_glyphs([info.cluster for info in infos], run)
        for info, position, source in zip(infos, buffer.glyph_positions, sources, strict=True):
            yield Glyph(
                self._code_for(info.codepoint, source),
                self._hb_font.get_glyph_h_advance(info.codepoint) * scale,
                position.x_advance * scale,
                position.x_offset * scale,
                position.y_offset * scale,
            )

    def _code_for(self, glyph: int, source: str) -> int:
        """The character that paints this glyph: itself, or a private one that remembers its source."""
        if glyph == 0:
            source = _REPLACEMENT
        if len(source) == 1 and glyph and self.face.charToGlyph.get(ord(source)) == glyph:
            return ord(source)
        with self._lock:
            code = self._codes.get((glyph, source))
            if code is None:
                code = self._codes[glyph, source] = _PRIVATE_PLANE + len(self._codes)
                self._sources[code] = source
                self.face.charToGlyph[code] = glyph
                self.face.charWidths[code] = (
                    self._hb_font.get_glyph_h_advance(glyph) * 1000 / self._hb_face.upem
                )
            return code

    def addObjects(self, doc: Any) -> None:  # noqa: N802  (reportlab's name)
        """Embed the subsets, then say in their ToUnicode tables what was written."""
        subsets = self.state[doc].subsets
        super().addObjects(doc)
        for number, subset in enumerate(subsets):
            name = b"".join((SUBSETN(number), b"+", self.face.name, self.face.subfontNameX)).decode("ascii")
            doc.idToObject[f"toUnicodeCMap:{name}"].content = self._to_unicode(name, subset)

    def _to_unicode(self, name: str, subset: Sequence[int]) -> str:
        entries = [
            f"<{index:02X}> <{_utf16(self._sources.get(code, chr(code)))}>"
            for index, code in enumerate(subset)
            if code
        ]
        blocks = [entries[start : start + _CMAP_BLOCK] for start in range(0, len(entries), _CMAP_BLOCK)]
        body = "\n".join("\n".join([f"{len(block)} beginbfchar", *block, "endbfchar"]) for block in blocks)
        return (
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
            f"/CIDSystemInfo << /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def\n"
            f"/CMapName /{name} def\n/CMapType 2 def\n"
            "1 begincodespacerange\n<00> <FF>\nendcodespacerange\n"
            f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
        )


def _sources_of_glyphs(clusters: Sequence[int], run: str) -> list[str]:
    """The characters each glyph stands for, so that glyph after glyph spells the run.

    A cluster's last glyph takes what the others leave; surplus glyphs stand for
    nothing. ำ becomes two glyphs (ํ and า): "" and "ำ"; after a tone, "้" and "ำ".
    """
    starts = sorted(set(clusters))
    ends = dict(pairwise([*starts, len(run)]))
    sources = []
    for index, start in enumerate(clusters):
        text = run[start : ends[start]]
        place = sum(1 for other in clusters[:index] if other == start)
        count = clusters.count(start)
        surplus = max(count - len(text), 0)
        if place == count - 1:
            sources.append(text[place - surplus :])
        else:
            sources.append("" if place < surplus else text[place - surplus])
    return sources


_LOADING = Lock()


def font(name: str) -> ShapedFont:
    """One of the three weights, registered with reportlab on first use.

    Two threads must never load one weight twice: private codes of one instance
    would name other glyphs in the other.
    """
    with _LOADING:
        return _loaded(name)


@cache
def _loaded(name: str) -> ShapedFont:
    made = ShapedFont(name, FONT_FOLDER / _FILES[name])
    pdfmetrics.registerFont(made)
    return made


def register_fonts() -> None:
    """Make all weights known by name, for those who measure text before setting any."""
    for name in _FILES:
        font(name)


@lru_cache(maxsize=8192)
def shaped(text: str, font_name: str) -> ShapedLine:
    """A line shaped once: labels return on every document."""
    return font(font_name).shape(text)


def printable(text: str) -> str:
    """The text composed (NFC), with control characters other than newlines taken out."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(
        c for c in composed if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs", "Co", "Cn")
    )


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How text is set; sizes in points. Leading leaves room for Thai marks: 1.5 unless said."""

    font: str = REGULAR
    size: float = 11
    color: Color = INK
    align: Literal["left", "center", "right"] = "left"
    leading_factor: float = 1.5
    tracking: float = 0
    """Extra space after each glyph, in thousandths of an em; for codes, never for Thai."""

    @property
    def leading(self) -> float:
        """From one baseline to the next, in points."""
        return self.size * self.leading_factor

    def width_of(self, text: str) -> float:
        """Shaped width of one line, in points."""
        line = shaped(printable(text), self.font)
        return (line.advance + self.tracking * max(len(line.glyphs) - 1, 0)) * self.size / 1000

    def lines_of(self, text: str, width: float) -> list[str]:
        """The text in lines no wider than `width`."""
        return list(_broken(text, self.font, self.size, width))


@lru_cache(maxsize=8192)
def _broken(text: str, font_name: str, size: float, width: float) -> tuple[str, ...]:
    font(font_name)
    return tuple(break_lines(printable(text), font_name, size, width))


def fitted(text: str, style: TextStyle, width: float, max_lines: int, smallest: float = 7) -> TextStyle:
    """The style made smaller, half a point at a time, until the text fits the lines it may have."""
    while style.size > smallest and len(style.lines_of(text, width)) > max_lines:
        style = replace(style, size=style.size - 0.5)
    return style


def draw_line(canvas: Canvas, text: str, style: TextStyle, x: float, baseline: float) -> None:
    """Paint one line, its left, middle or right (by the style's alignment) at x.

    A line with raised marks or ำ is a span with its ActualText: PDFium (Chrome)
    tears such lines apart by position, but heeds the span; readers that do not
    know spans go by ToUnicode.
    """
    written = printable(text)
    line = shaped(written, style.font)
    if not line.glyphs:
        return
    shift = {"left": 0.0, "center": 0.5, "right": 1.0}[style.align] * style.width_of(text)
    canvas.setFillColor(style.color)
    operators = " ".join(_operators(canvas, line, style))
    painted = f"BT 1 0 0 1 {x - shift:.3f} {baseline:.3f} Tm {operators} ET"
    if not line.plain:
        painted = f"/Span <</ActualText <FEFF{_utf16(written)}>>> BDC {painted} EMC"
    canvas._code.append(painted)


def _operators(canvas: Canvas, line: ShapedLine, style: TextStyle) -> Iterator[str]:
    """PDF text operators for a shaped line: one TJ for every stretch on one height."""
    face = font(style.font)
    remaining = iter(line.glyphs)
    pen = _Pen(style)
    for subset, codes in face.splitString("".join(chr(glyph.code) for glyph in line.glyphs), canvas._doc):
        yield from pen.flush()
        yield f"{face.getSubsetInternalName(subset, canvas._doc)} {style.size:g} Tf"
        for code, glyph in zip(codes, islice(remaining, len(codes)), strict=True):
            yield from pen.show(glyph, f"({canvas._escape(bytes([code]))})")
    yield from pen.flush()
    yield from pen.rise_to(0)


class _Pen:
    """What is still to be shown, on which height, and how far the next glyph stands off."""

    def __init__(self, style: TextStyle) -> None:
        self.style = style
        self.shown: list[str] = []
        self.rise = self.jump = 0.0

    def flush(self) -> Iterator[str]:
        if self.shown:
            yield f"[{' '.join(self.shown)}] TJ"
            self.shown = []

    def rise_to(self, y_offset: float) -> Iterator[str]:
        if y_offset != self.rise:
            yield from self.flush()
            self.rise = y_offset
            yield f"{y_offset * self.style.size / 1000:.3f} Ts"

    def show(self, glyph: Glyph, escaped: str) -> Iterator[str]:
        yield from self.rise_to(glyph.y_offset)
        distance = self.jump - glyph.x_offset
        if abs(distance) > _LONGEST_JUMP:
            yield from self.flush()
        self.shown.extend(_jumps(distance))
        self.shown.append(escaped)
        self.jump = glyph.width - glyph.advance + glyph.x_offset - self.style.tracking


def _utf16(text: str) -> str:
    return text.encode("utf-16-be").hex().upper()


def _jumps(distance: float) -> Iterator[str]:
    while abs(distance) >= 0.5:
        step = max(-_LONGEST_JUMP, min(_LONGEST_JUMP, distance))
        yield f"{step:g}"
        distance -= step


class Text(Flowable):  # type: ignore[misc]  # reportlab carries no types
    """Plain text in lines broken between Thai words; splits across pages between lines."""

    def __init__(self, text: str, style: TextStyle | None = None, *, space_after: float = 0) -> None:
        super().__init__()
        self.text = text
        self.text_style = style or TextStyle()
        self.spaceAfter = space_after
        self.lines: list[str] = []

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:  # noqa: ARG002 - reportlab's signature
        """Width taken and height needed, in points."""
        self.width = available_width
        self.lines = self.text_style.lines_of(self.text, available_width)
        self.height = len(self.lines) * self.text_style.leading
        return self.width, self.height

    def split(self, available_width: float, available_height: float) -> list[Flowable]:
        """The lines that fit, and the rest; nothing when not even one fits."""
        self.wrap(available_width, available_height)
        room = int(available_height // self.text_style.leading)
        if not 0 < room < len(self.lines):
            return [] if room <= 0 else [self]
        first, rest = "\n".join(self.lines[:room]), "\n".join(self.lines[room:])
        return [Text(first, self.text_style), Text(rest, self.text_style, space_after=self.spaceAfter)]

    def draw(self) -> None:
        """Paint the lines, each with most of its leading above the baseline, where Thai marks stand."""
        style = self.text_style
        x = {"left": 0.0, "center": 0.5, "right": 1.0}[style.align] * self.width
        for number, line in enumerate(self.lines):
            baseline = self.height - number * style.leading - style.leading / 2 - style.size * 0.32
            draw_line(self.canv, line, style, x, baseline)


def draw_text(canvas: Canvas, text: str, style: TextStyle, x: float, top: float, width: float) -> float:
    """Paint wrapped text below `top`; returns the y of its lower edge, where the next thing may begin."""
    flowable = Text(text, style)
    _, height = flowable.wrap(width, top)
    flowable.drawOn(canvas, x, top - height)
    return top - height


def text_table(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    *,
    right_aligned: frozenset[int] = frozenset(),
    size: float = 9.5,
) -> Table:
    """A table whose head repeats on each page; columns in `right_aligned` (from 0) hold figures."""

    def cell(text: str, column: int, name: str, color: Color) -> Text:
        align: Literal["left", "right"] = "right" if column in right_aligned else "left"
        return Text(text, TextStyle(font=name, size=size, color=color, align=align, leading_factor=1.45))

    cells = [[cell(text, column, SEMIBOLD, BRAND_DEEP) for column, text in enumerate(head)]]
    cells += [[cell(text, column, REGULAR, INK) for column, text in enumerate(row)] for row in rows]
    rules = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("BACKGROUND", (0, 0), (-1, 0), BRAND_WASH),
        ("LINEBELOW", (0, 0), (-1, -1), 0.5, LINE),
        ("TOPPADDING", (0, 0), (-1, -1), 3),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
    ]
    return Table(cells, colWidths=list(widths), repeatRows=1, hAlign="LEFT", style=TableStyle(rules))


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
