"""What both parts of the printed coupon share: what it says, its measures, its rows of text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from core.money import Money
from core.pdf.fonts import SEMIBOLD
from core.pdf.palette import INK_SOFT
from core.pdf.text import TextStyle, draw_text, fitted
from core.thai.writing import is_thai

PAGE_WIDTH, PAGE_HEIGHT = A4
SIDE = 15 * mm
WIDTH = PAGE_WIDTH - 2 * SIDE
FOOT = 13 * mm
LABEL = TextStyle(size=9.5, color=INK_SOFT, leading_factor=1.45)
VALUE = TextStyle(SEMIBOLD, 10.5, leading_factor=1.4)


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A name in both languages; where one is missing the other is used."""

    th: str
    en: str

    def in_language(self, locale: str) -> str:
        """The name for a reader of `locale`."""
        return (self.th or self.en) if is_thai(locale) else (self.en or self.th)


@dataclass(frozen=True, slots=True)
class CouponPdfView:
    """All that a printed coupon says."""

    number: str
    """The coupon's public number, not its code."""
    code: str
    """16 base32 characters."""
    qr_url: str
    scheme: Bilingual
    project: Bilingual
    coupon_type: Bilingual
    categories: tuple[Bilingual, ...]
    sme: Bilingual
    sme_id13: str
    province: Bilingual
    limit: Money
    remaining: Money
    share_bp: int
    """The state's share of each price, in basis points."""
    reimburses: bool
    """Whether the holder pays the full price and the state pays its share back."""
    issued_on: date
    valid_until: date
    printed_on: date
    """The day of `remaining`: paper does not change, the balance does."""
    terms: tuple[str, ...]
    contact: str


@dataclass(frozen=True, slots=True)
class Row:
    """Text of one column, already made to fit, with the space above it."""

    text: str
    style: TextStyle
    width: float
    above: float = 0

    @property
    def height(self) -> float:
        """What it takes, the space above it included."""
        return self.above + len(self.style.lines_of(self.text, self.width)) * self.style.leading


def fitted_row(text: str, style: TextStyle, max_lines: int, width: float, above: float = 0) -> Row:
    """A row of at most so many lines, in smaller letters and at last cut short where it is longer."""
    return Row(*shortened(text, style, width, max_lines), width, above)


def draw_rows(canvas: Canvas, rows: Sequence[Row], x: float, top: float) -> float:
    """Row under row; returns the lower edge."""
    for row in rows:
        top = draw_text(canvas, row.text, row.style, x, top - row.above, row.width)
    return top


def shortened(text: str, style: TextStyle, width: float, max_lines: int) -> tuple[str, TextStyle]:
    """The text and its style so that it takes no more lines than it may."""
    style = fitted(text, style, width, max_lines, smallest=8)
    lines = style.lines_of(text, width)
    if len(lines) <= max_lines:
        return text, style
    last = lines[max_lines - 1]
    while last and style.width_of(last + "…") > width:
        last = last[:-1]
    return "\n".join([*lines[: max_lines - 1], last + "…"]), style
