"""The coupon on paper: one A4 page, a ticket to show at the counter above the cut, the SME's own part below.

Above the cut are the code, the holder's name and the last day; no sum of money and no number of the coupon,
for who sees a balance, or the limit that it cannot exceed, prices to it (docs/architecture.md#code-and-consent). The code is drawn here from
what the caller recomputed; no PDF is stored.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

from flask_babel import force_locale
from flask_babel import gettext as _
from reportlab.lib.colors import HexColor, white
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from core.pdf.fonts import BOLD, SEMIBOLD
from core.pdf.mark import draw_mark
from core.pdf.palette import BRAND_DEEP, GOLD, INK, INK_SOFT, LINE
from core.pdf.paper import DocumentFacts, new_canvas
from core.pdf.qr import qr_drawing
from core.pdf.text import TextStyle, draw_line, draw_text
from core.thai.writing import be_date
from coupons.coupons.codes import grouped
from coupons.coupons.pdf_layout import (
    LABEL,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    SIDE,
    WIDTH,
    CouponPdfView,
    Row,
    draw_rows,
    fitted_row,
)
from coupons.coupons.pdf_own_part import draw_own_part

_TICKET_TOP = PAGE_HEIGHT - 14 * mm

_LEAST_HEIGHT = 106 * mm
"""Of the ticket: what the stub needs."""
_BAND = 21 * mm

_CUT_X = SIDE + 110 * mm

_PAD = 7 * mm

_LEFT = SIDE + _PAD

_LEFT_WIDTH = _CUT_X - _LEFT - _PAD
_UNTIL_HEIGHT = 22 * mm

_NOTCH = 3.6 * mm
_CORNER = 4 * mm
_QR_MM = 60

_PALE = HexColor("#cfe3ea")


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
        draw_rows(canvas, holder, _LEFT, _TICKET_TOP - _BAND - 7 * mm)
        _draw_until(canvas, view, locale, bottom)
        _draw_stub(canvas, view)
        _draw_cut_line(canvas, bottom - 7.5 * mm)
        draw_own_part(canvas, view, locale, bottom - 13 * mm)
        canvas.showPage()
        canvas.save()
        return buffer.getvalue()


def _height(rows: Sequence[Row]) -> float:
    return sum(row.height for row in rows)


def _holder_rows(view: CouponPdfView, locale: str) -> list[Row]:
    """Whose it is: a coupon is for one enterprise only."""
    name = TextStyle(BOLD, 19, BRAND_DEEP, leading_factor=1.4)
    return [
        fitted_row(_("Issued to"), LABEL, 1, _LEFT_WIDTH),
        fitted_row(view.sme.in_language(locale), name, 4, _LEFT_WIDTH),
    ]


def _draw_card(canvas: Canvas, bottom: float) -> None:
    """The empty ticket: its dark band, its perforation, its outline."""
    canvas.saveState()
    canvas.clipPath(_ticket_outline(canvas, bottom), stroke=0, fill=0)
    canvas.setFillColor(BRAND_DEEP)
    canvas.rect(SIDE, _TICKET_TOP - _BAND, WIDTH, _BAND, stroke=0, fill=1)
    canvas.setFillColor(GOLD)
    canvas.rect(SIDE, _TICKET_TOP - _BAND - 1.2 * mm, WIDTH, 1.2 * mm, stroke=0, fill=1)
    canvas.restoreState()
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(1)
    canvas.drawPath(_ticket_outline(canvas, bottom), stroke=1, fill=0)
    _dashes(canvas, _CUT_X, bottom + _NOTCH + 2 * mm, _CUT_X, _TICKET_TOP - _BAND - 4 * mm)


def _ticket_outline(canvas: Canvas, bottom: float) -> PDFPathObject:
    """A rounded card with a bite out of its upper and lower edge where the stub begins."""
    left, right, top, r = SIDE, SIDE + WIDTH, _TICKET_TOP, _CORNER
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


def _draw_until(canvas: Canvas, view: CouponPdfView, locale: str, bottom: float) -> None:
    """The last day, standing on the ticket's lower edge."""
    top = bottom + _UNTIL_HEIGHT
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.7)
    canvas.line(_LEFT, top + 2 * mm, _LEFT + _LEFT_WIDTH, top + 2 * mm)
    below = draw_text(canvas, _("Valid until"), LABEL, _LEFT, top - 1 * mm, _LEFT_WIDTH)
    day = TextStyle(BOLD, 22, BRAND_DEEP, leading_factor=1.4)
    draw_text(canvas, be_date(view.valid_until, locale), day, _LEFT, below, _LEFT_WIDTH)


def _draw_stub(canvas: Canvas, view: CouponPdfView) -> None:
    """The code to be scanned, or read out."""
    width = SIDE + WIDTH - _CUT_X
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
    text = _("Cut here. Show the upper part at the counter and keep the lower part.")
    style = TextStyle(size=8.5, color=INK_SOFT, align="center")
    half = style.width_of(text) / 2 + 3 * mm
    _dashes(canvas, 12 * mm, y, PAGE_WIDTH / 2 - half, y)
    _dashes(canvas, PAGE_WIDTH / 2 + half, y, PAGE_WIDTH, y)
    draw_line(canvas, text, style, PAGE_WIDTH / 2, y - 2.6)
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
