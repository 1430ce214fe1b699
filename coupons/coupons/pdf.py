"""The coupon on paper: one A4 page, a ticket to show at the counter above the cut, the SME's own part below.

Above the cut stand the code, the holder's name and the last day; no sum of money and no number of the coupon,
for who sees a balance, or the limit that it cannot exceed, prices to it (docs/architecture.md#code-and-consent). The code is drawn here from
what the caller recomputed; no PDF is stored.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask_babel import force_locale
from flask_babel import gettext as _
from reportlab.lib.colors import HexColor, white
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from core.money import Money
from core.pdf.mark import draw_mark
from core.pdf.palette import BRAND, BRAND_DEEP, BRAND_WASH, GOLD, INK, INK_SOFT, LINE
from core.pdf.paper import BOLD, SEMIBOLD, DocumentFacts, TextStyle, draw_line, draw_text, fitted, new_canvas
from core.pdf.qr import qr_drawing
from core.thai.writing import baht_words, be_date, grouped_thirteen_digits, is_thai
from coupons.coupons.codes import grouped

_PAGE_WIDTH, _PAGE_HEIGHT = A4
_SIDE = 15 * mm
_WIDTH = _PAGE_WIDTH - 2 * _SIDE
_TICKET_TOP = _PAGE_HEIGHT - 14 * mm
_LEAST_HEIGHT = 106 * mm
"""Of the ticket: what the stub needs."""
_BAND = 21 * mm
_CUT_X = _SIDE + 110 * mm
_PAD = 7 * mm
_LEFT = _SIDE + _PAD
_LEFT_WIDTH = _CUT_X - _LEFT - _PAD
_UNTIL_HEIGHT = 22 * mm
_GAP = 8 * mm
"""Between the two columns of the SME's own part."""
_HALF = (_WIDTH - _GAP) / 2
_NOTCH = 3.6 * mm
_CORNER = 4 * mm
_QR_MM = 60
_FOOT = 13 * mm

_LABEL = TextStyle(size=9.5, color=INK_SOFT, leading_factor=1.45)
_VALUE = TextStyle(SEMIBOLD, 10.5, leading_factor=1.4)
_PALE = HexColor("#cfe3ea")


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A name in both languages; where one is missing the other stands in."""

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


def coupon_pdf(view: CouponPdfView, locale: str, *, invariant: bool = False) -> bytes:
    """The coupon as a one-page A4 PDF in Thai or English; needs an application context for the words.

    `invariant` leaves the clock out of the file, so that the same view gives the same bytes.
    """
    with force_locale(locale):
        buffer = io.BytesIO()
        title = _("Coupon %(number)s", number=view.number)
        facts = DocumentFacts(
            title, view.scheme.in_language(locale), locale, _("Capability Improvement Coupon")
        )
        canvas = new_canvas(buffer, facts, invariant=invariant)
        holder = _holder_rows(view, locale)
        needed = _BAND + 7 * mm + _height(holder) + 7 * mm + _UNTIL_HEIGHT
        bottom = _TICKET_TOP - max(needed, _LEAST_HEIGHT)
        _draw_card(canvas, bottom)
        _draw_band(canvas)
        _draw_rows(canvas, holder, _LEFT, _TICKET_TOP - _BAND - 7 * mm)
        _draw_until(canvas, view, locale, bottom)
        _draw_stub(canvas, view)
        _draw_cut_line(canvas, bottom - 7.5 * mm)
        _draw_own_part(canvas, view, locale, bottom - 13 * mm)
        canvas.showPage()
        canvas.save()
        return buffer.getvalue()


def share_words(basis_points: int) -> str:
    """A share as printed: 8000 → ร้อยละ 80 / 80 per cent; 6667 → 66.67."""
    whole, rest = divmod(basis_points, 100)
    number = f"{whole}.{rest:02d}".rstrip("0") if rest else str(whole)
    return str(_("%(number)s per cent", number=number))


def _baht(amount: Money) -> str:
    return str(_("%(amount)s baht", amount=str(amount)))


@dataclass(frozen=True, slots=True)
class _Row:
    """Text of one column, already made to fit, with the space above it."""

    text: str
    style: TextStyle
    width: float
    above: float = 0

    @property
    def height(self) -> float:
        return self.above + len(self.style.lines_of(self.text, self.width)) * self.style.leading


def _row(text: str, style: TextStyle, max_lines: int, width: float, above: float = 0) -> _Row:
    return _Row(*_kept_short(text, style, width, max_lines), width, above)


def _height(rows: Sequence[_Row]) -> float:
    return sum(row.height for row in rows)


def _draw_rows(canvas: Canvas, rows: Sequence[_Row], x: float, top: float) -> float:
    for row in rows:
        top = draw_text(canvas, row.text, row.style, x, top - row.above, row.width)
    return top


def _holder_rows(view: CouponPdfView, locale: str) -> list[_Row]:
    """Whose it is: a coupon is for one enterprise only."""
    name = TextStyle(BOLD, 19, BRAND_DEEP, leading_factor=1.4)
    return [
        _row(_("Issued to"), _LABEL, 1, _LEFT_WIDTH),
        _row(view.sme.in_language(locale), name, 4, _LEFT_WIDTH),
    ]


def _kind_rows(view: CouponPdfView, locale: str) -> list[_Row]:
    """Which coupon it is, and what for."""
    heading = TextStyle(BOLD, 14, BRAND_DEEP, leading_factor=1.4)
    categories = ", ".join(name.in_language(locale) for name in view.categories)
    return [
        _row(_("Coupon no. %(number)s", number=view.number), replace(_VALUE, size=11), 1, _HALF),
        _row(view.coupon_type.in_language(locale), heading, 2, _HALF),
        _row(view.project.in_language(locale), _LABEL, 2, _HALF),
        _row(view.scheme.in_language(locale), _LABEL, 2, _HALF),
        _row(_("For: %(services)s", services=categories), _LABEL, 2, _HALF),
    ]


def _worth_rows(view: CouponPdfView, locale: str) -> list[_Row]:
    """What it was worth when it was issued, in words too where the words are Thai; the share; the holder's numbers."""
    identity = f"{grouped_thirteen_digits(view.sme_id13)}  ·  {view.province.in_language(locale)}"
    part = share_words(view.share_bp)
    if view.reimburses:
        share = _("You pay the full price; the state pays %(share)s of it back to you", share=part)
    else:
        share = _("The state pays %(share)s of the service price", share=part)
    issued = _("Issued on %(date)s", date=be_date(view.issued_on, locale))
    rows = [
        _row(_("Worth up to"), _LABEL, 1, _HALF),
        _row(_baht(view.limit), TextStyle(BOLD, 20, BRAND, leading_factor=1.3), 1, _HALF),
    ]
    if is_thai(locale):
        words = TextStyle(SEMIBOLD, 10, leading_factor=1.4)
        rows.append(_row(f"({baht_words(view.limit)})", words, 3, _HALF))
    return [
        *rows,
        _row(share, _VALUE, 2, _HALF),
        *(_row(each, _LABEL, 1, _HALF) for each in (identity, issued)),
    ]


def _draw_card(canvas: Canvas, bottom: float) -> None:
    """The empty ticket: its dark band, its perforation, its outline."""
    canvas.saveState()
    canvas.clipPath(_ticket_outline(canvas, bottom), stroke=0, fill=0)
    canvas.setFillColor(BRAND_DEEP)
    canvas.rect(_SIDE, _TICKET_TOP - _BAND, _WIDTH, _BAND, stroke=0, fill=1)
    canvas.setFillColor(GOLD)
    canvas.rect(_SIDE, _TICKET_TOP - _BAND - 1.2 * mm, _WIDTH, 1.2 * mm, stroke=0, fill=1)
    canvas.restoreState()
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(1)
    canvas.drawPath(_ticket_outline(canvas, bottom), stroke=1, fill=0)
    _dashes(canvas, _CUT_X, bottom + _NOTCH + 2 * mm, _CUT_X, _TICKET_TOP - _BAND - 4 * mm)


def _ticket_outline(canvas: Canvas, bottom: float) -> PDFPathObject:
    """A rounded card with a bite out of its upper and lower edge where the stub begins."""
    left, right, top, r = _SIDE, _SIDE + _WIDTH, _TICKET_TOP, _CORNER
    path = canvas.beginPath()
    path.moveTo(left + r, bottom)
    path.arcTo(_CUT_X - _NOTCH, bottom - _NOTCH, _CUT_X + _NOTCH, bottom + _NOTCH, 180, -180)
    path.arcTo(right - 2 * r, bottom, right, bottom + 2 * r, -90, 90)
    path.arcTo(right - 2 * r, top - 2 * r, right, top, 0, 90)
    path.arcTo(_CUT_X - _NOTCH, top - _NOTCH, _CUT_X + _NOTCH, top + _NOTCH, 0, -180)
    path.arcTo(left, top - 2 * r, left + 2 * r, top, 90, 90)
    path.arcTo(left, bottom, left + 2 * r, bottom + 2 * r, 180, 90)
    path.close()
    return path


def _dashes(canvas: Canvas, x1: float, y1: float, x2: float, y2: float) -> None:
    canvas.saveState()
    canvas.setStrokeColor(INK_SOFT)
    canvas.setLineWidth(1)
    canvas.setDash(4, 4)
    canvas.line(x1, y1, x2, y2)
    canvas.restoreState()


def _draw_band(canvas: Canvas) -> None:
    middle = _TICKET_TOP - _BAND / 2
    draw_mark(canvas, _LEFT, middle - 5 * mm, 14.2 * mm)
    x = _LEFT + 18.5 * mm
    draw_line(canvas, _("Capability Improvement Coupon"), TextStyle(BOLD, 15, white), x, middle + 0.8 * mm)
    issuer = TextStyle(size=9.5, color=_PALE)
    draw_line(canvas, _("Office of Small and Medium Enterprises Promotion"), issuer, x, middle - 5 * mm)


def _kept_short(text: str, style: TextStyle, width: float, max_lines: int) -> tuple[str, TextStyle]:
    style = fitted(text, style, width, max_lines, smallest=8)
    lines = style.lines_of(text, width)
    if len(lines) <= max_lines:
        return text, style
    last = lines[max_lines - 1]
    while last and style.width_of(last + "…") > width:
        last = last[:-1]
    return "\n".join([*lines[: max_lines - 1], last + "…"]), style


def _draw_until(canvas: Canvas, view: CouponPdfView, locale: str, bottom: float) -> None:
    """The last day, standing on the ticket's lower edge."""
    top = bottom + _UNTIL_HEIGHT
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.7)
    canvas.line(_LEFT, top + 2 * mm, _LEFT + _LEFT_WIDTH, top + 2 * mm)
    below = draw_text(canvas, _("Valid until"), _LABEL, _LEFT, top - 1 * mm, _LEFT_WIDTH)
    day = TextStyle(BOLD, 22, BRAND_DEEP, leading_factor=1.4)
    draw_text(canvas, be_date(view.valid_until, locale), day, _LEFT, below, _LEFT_WIDTH)


def _draw_stub(canvas: Canvas, view: CouponPdfView) -> None:
    """The code to be scanned, or read out."""
    width = _SIDE + _WIDTH - _CUT_X
    middle = _CUT_X + width / 2
    text_width = width - 10 * mm
    show = TextStyle(SEMIBOLD, 11.5, BRAND_DEEP, "center")
    top = _TICKET_TOP - _BAND - 5 * mm
    top = draw_text(
        canvas, _("Show this code at the counter"), show, middle - text_width / 2, top, text_width
    )
    side = _QR_MM * mm
    qr_drawing(view.qr_url, _QR_MM).drawOn(canvas, middle - side / 2, top - side)
    code_style = TextStyle(BOLD, 14, INK, "center", tracking=50)
    draw_line(canvas, grouped(view.code), code_style, middle, top - side - 3.5 * mm)


def _draw_cut_line(canvas: Canvas, y: float) -> None:
    text = _("Cut here. Show the part above at the counter; keep the part below.")
    style = TextStyle(size=8.5, color=INK_SOFT, align="center")
    half = style.width_of(text) / 2 + 3 * mm
    _dashes(canvas, 12 * mm, y, _PAGE_WIDTH / 2 - half, y)
    _dashes(canvas, _PAGE_WIDTH / 2 + half, y, _PAGE_WIDTH, y)
    draw_line(canvas, text, style, _PAGE_WIDTH / 2, y - 2.6)
    _draw_scissors(canvas, 6 * mm, y)


def _draw_scissors(canvas: Canvas, x: float, y: float) -> None:
    canvas.saveState()
    canvas.translate(x, y)
    canvas.setStrokeColor(INK_SOFT)
    canvas.setLineWidth(1)
    canvas.setLineCap(1)
    canvas.circle(2, 3.2, 2.1, stroke=1, fill=0)
    canvas.circle(2, -3.2, 2.1, stroke=1, fill=0)
    canvas.lines([(3.7, 2, 13, -3), (3.7, -2, 13, 3)])
    canvas.restoreState()


def _draw_own_part(canvas: Canvas, view: CouponPdfView, locale: str, top: float) -> None:
    """Below the cut: which coupon it is, what it is worth, what is left, how to use it, the terms, whom to ask."""
    kind = _draw_rows(canvas, _kind_rows(view, locale), _SIDE, top)
    worth = _draw_rows(canvas, _worth_rows(view, locale), _SIDE + _HALF + _GAP, top)
    top = _draw_remaining(canvas, view, locale, min(kind, worth) - 3 * mm)
    top = _draw_steps(canvas, view, top - 5 * mm)
    _draw_foot(canvas, view)
    _draw_terms(canvas, view.terms, top - 3.5 * mm)


def _draw_remaining(canvas: Canvas, view: CouponPdfView, locale: str, top: float) -> float:
    height: float = 13 * mm
    canvas.setFillColor(BRAND_WASH)
    canvas.roundRect(_SIDE, top - height, _WIDTH, height, 2 * mm, stroke=0, fill=1)
    base = top - height / 2
    day = be_date(view.printed_on, locale)
    label = _("Value left on %(date)s", date=day)
    draw_line(canvas, label, TextStyle(SEMIBOLD, 11, BRAND_DEEP), _SIDE + 5 * mm, base + 0.6 * mm)
    today = _("See the value left today on the coupon's page.")
    draw_line(canvas, today, TextStyle(size=8.5, color=INK_SOFT), _SIDE + 5 * mm, base - 4.2 * mm)
    style = TextStyle(BOLD, 18, BRAND_DEEP, "right")
    draw_line(canvas, _baht(view.remaining), style, _SIDE + _WIDTH - 5 * mm, base - 18 * 0.32)
    return top - height


def _steps(*, reimburses: bool) -> list[tuple[str, str]]:
    pay = (
        _("When the service is delivered. Pay the full price and keep the receipt.")
        if reimburses
        else _("When the service is delivered. Pay your own share and keep the receipt.")
    )
    return [
        (
            _("Choose a provider"),
            _("Any approved provider of this service, from the directory. The choice is yours."),
        ),
        (_("Show the coupon"), _("The counter scans the QR code, or you read out the 16 characters.")),
        (_("Check, then consent"), _("On your own phone. Nothing is spent until you consent.")),
        (_("Accept and rate"), pay),
    ]


def _draw_steps(canvas: Canvas, view: CouponPdfView, top: float) -> float:
    """Four steps side by side; returns the lower edge of the longest."""
    head = TextStyle(BOLD, 13, BRAND_DEEP)
    top = draw_text(canvas, _("How to use it"), head, _SIDE, top, _WIDTH) - 1.5 * mm
    gap = 5 * mm
    width = (_WIDTH - 3 * gap) / 4
    radius = 3.4 * mm
    lowest: float = top
    for index, (heading, body) in enumerate(_steps(reimburses=view.reimburses)):
        x = _SIDE + index * (width + gap)
        canvas.setFillColor(BRAND)
        canvas.circle(x + radius, top - radius, radius, stroke=0, fill=1)
        draw_line(
            canvas, str(index + 1), TextStyle(BOLD, 11, white, "center"), x + radius, top - radius - 3.7
        )
        below = top - 2 * radius - 1 * mm
        below = draw_text(
            canvas, heading, TextStyle(SEMIBOLD, 10.5, INK, leading_factor=1.4), x, below, width
        )
        below = draw_text(
            canvas, body, TextStyle(size=9, color=INK_SOFT, leading_factor=1.45), x, below, width
        )
        lowest = min(lowest, below)
    return lowest


def _draw_terms(canvas: Canvas, terms: Sequence[str], top: float) -> None:
    """The terms in one column, or two smaller ones; those that find no room are on the coupon's page."""
    if not terms:
        return
    top = draw_text(canvas, _("Terms"), TextStyle(BOLD, 11, BRAND_DEEP), _SIDE, top, _WIDTH)
    room = top - _FOOT - 3 * mm
    gap = 7 * mm
    single = _Column(_SIDE, _WIDTH, TextStyle(size=9.5, leading_factor=1.45))
    if sum(single.height_of(term) for term in terms) <= room:
        columns = [single]
    else:
        width, small = (_WIDTH - gap) / 2, TextStyle(size=8, leading_factor=1.45)
        columns = [_Column(_SIDE, width, small), _Column(_SIDE + width + gap, width, small)]
    _fill_columns(canvas, columns, terms, top, top - room)


@dataclass(frozen=True, slots=True)
class _Column:
    x: float
    width: float
    style: TextStyle

    @property
    def indent(self) -> float:
        return self.style.size * 1.6

    def height_of(self, term: str) -> float:
        return len(self.style.lines_of(term, self.width - self.indent)) * self.style.leading

    def draw(self, canvas: Canvas, mark: str, term: str, top: float) -> float:
        draw_text(canvas, mark, self.style, self.x, top, self.indent)
        return draw_text(canvas, term, self.style, self.x + self.indent, top, self.width - self.indent)


def _fill_columns(
    canvas: Canvas, columns: Sequence[_Column], terms: Sequence[str], top: float, bottom: float
) -> None:
    """Numbered terms down each column in turn; the last one keeps a line for what is left out."""
    waiting = list(enumerate(terms, start=1))
    more = _("The remaining terms are on the coupon's page.")
    for column in columns:
        y = top
        final = column is columns[-1]
        while waiting:
            number, term = waiting[0]
            kept_free = column.height_of(more) if final and len(waiting) > 1 else 0
            if y - column.height_of(term) < bottom + kept_free - 0.01:
                break
            y = column.draw(canvas, f"{number}.", term, y)
            waiting.pop(0)
        if waiting and final:
            column.draw(canvas, "", more, y)


def _draw_foot(canvas: Canvas, view: CouponPdfView) -> None:
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.7)
    canvas.line(_SIDE, _FOOT, _SIDE + _WIDTH, _FOOT)
    text, style = _kept_short(view.contact, TextStyle(size=9, color=INK_SOFT), _WIDTH, 1)
    draw_line(canvas, text, style, _SIDE, _FOOT - 5 * mm)
