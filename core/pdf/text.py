"""Text on paper: styles, lines that break between words, paragraphs and tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from typing import Literal

from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Table, TableStyle
from reportlab.platypus.flowables import Flowable

from core.pdf.fonts import LONGEST_JUMP, REGULAR, SEMIBOLD, Glyph, ShapedLine, font, printable, shaped, utf16
from core.pdf.palette import BRAND_DEEP, BRAND_WASH, INK, LINE
from core.thai.writing import break_lines


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
        painted = f"/Span <</ActualText <FEFF{utf16(written)}>>> BDC {painted} EMC"
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
        if abs(distance) > LONGEST_JUMP:
            yield from self.flush()
        self.shown.extend(_jumps(distance))
        self.shown.append(escaped)
        self.jump = glyph.width - glyph.advance + glyph.x_offset - self.style.tracking


def _jumps(distance: float) -> Iterator[str]:
    while abs(distance) >= 0.5:
        step = max(-LONGEST_JUMP, min(LONGEST_JUMP, distance))
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
