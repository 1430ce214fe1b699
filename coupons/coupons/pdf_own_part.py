"""The part of the printed coupon that the SME keeps: its worth, how to use it, the terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _
from reportlab.lib.colors import white
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from core.money import Money
from core.pdf.fonts import BOLD, SEMIBOLD
from core.pdf.palette import BRAND, BRAND_DEEP, BRAND_WASH, INK, INK_SOFT, LINE
from core.pdf.text import TextStyle, draw_line, draw_text
from core.thai.writing import baht_words, be_date, grouped_thirteen_digits, is_thai
from coupons.coupons.pdf_layout import (
    FOOT,
    LABEL,
    SIDE,
    VALUE,
    WIDTH,
    CouponPdfView,
    Row,
    draw_rows,
    fitted_row,
    shortened,
)

_GAP = 8 * mm
"""Between the two columns of the SME's own part."""

_HALF = (WIDTH - _GAP) / 2


def share_words(basis_points: int) -> str:
    """A share as printed: 8000 → ร้อยละ 80 / 80 per cent; 6667 → 66.67."""
    whole, rest = divmod(basis_points, 100)
    number = f"{whole}.{rest:02d}".rstrip("0") if rest else str(whole)
    return str(_("%(number)s%%", number=number))


def _baht(amount: Money) -> str:
    return str(_("%(amount)s baht", amount=str(amount)))


def _kind_rows(view: CouponPdfView, locale: str) -> list[Row]:
    """Which coupon it is, and what for."""
    heading = TextStyle(BOLD, 14, BRAND_DEEP, leading_factor=1.4)
    categories = ", ".join(name.in_language(locale) for name in view.categories)
    return [
        fitted_row(_("Coupon no. %(number)s", number=view.number), replace(VALUE, size=11), 1, _HALF),
        fitted_row(view.coupon_type.in_language(locale), heading, 2, _HALF),
        fitted_row(view.project.in_language(locale), LABEL, 2, _HALF),
        fitted_row(view.scheme.in_language(locale), LABEL, 2, _HALF),
        fitted_row(_("For: %(services)s", services=categories), LABEL, 2, _HALF),
    ]


def _worth_rows(view: CouponPdfView, locale: str) -> list[Row]:
    """What it was worth when it was issued, in words too where the words are Thai; the share; the holder's numbers."""
    identity = f"{grouped_thirteen_digits(view.sme_id13)}  ·  {view.province.in_language(locale)}"
    part = share_words(view.share_bp)
    if view.reimburses:
        share = _("You pay the full price, and the state repays you %(share)s of it", share=part)
    else:
        share = _("The state pays %(share)s of the service price", share=part)
    issued = _("Issued on %(date)s", date=be_date(view.issued_on, locale))
    rows = [
        fitted_row(_("Up to"), LABEL, 1, _HALF),
        fitted_row(_baht(view.limit), TextStyle(BOLD, 20, BRAND, leading_factor=1.3), 1, _HALF),
    ]
    if is_thai(locale):
        words = TextStyle(SEMIBOLD, 10, leading_factor=1.4)
        rows.append(fitted_row(f"({baht_words(view.limit)})", words, 3, _HALF))
    return [
        *rows,
        fitted_row(share, VALUE, 2, _HALF),
        *(fitted_row(each, LABEL, 1, _HALF) for each in (identity, issued)),
    ]


def draw_own_part(canvas: Canvas, view: CouponPdfView, locale: str, top: float) -> None:
    """Below the cut: which coupon it is, what it is worth, what is left, how to use it, the terms, whom to ask."""
    kind = draw_rows(canvas, _kind_rows(view, locale), SIDE, top)
    worth = draw_rows(canvas, _worth_rows(view, locale), SIDE + _HALF + _GAP, top)
    top = _draw_remaining(canvas, view, locale, min(kind, worth) - 3 * mm)
    top = _draw_steps(canvas, view, top - 5 * mm)
    _draw_foot(canvas, view)
    _draw_terms(canvas, view.terms, top - 3.5 * mm)


def _draw_remaining(canvas: Canvas, view: CouponPdfView, locale: str, top: float) -> float:
    height: float = 13 * mm
    canvas.setFillColor(BRAND_WASH)
    canvas.roundRect(SIDE, top - height, WIDTH, height, 2 * mm, stroke=0, fill=1)
    base = top - height / 2
    day = be_date(view.printed_on, locale)
    label = _("Value left on %(date)s", date=day)
    draw_line(canvas, label, TextStyle(SEMIBOLD, 11, BRAND_DEEP), SIDE + 5 * mm, base + 0.6 * mm)
    today = _("See today's remaining value on the coupon's page.")
    draw_line(canvas, today, TextStyle(size=8.5, color=INK_SOFT), SIDE + 5 * mm, base - 4.2 * mm)
    style = TextStyle(BOLD, 18, BRAND_DEEP, "right")
    draw_line(canvas, _baht(view.remaining), style, SIDE + WIDTH - 5 * mm, base - 18 * 0.32)
    return top - height


def _steps(*, reimburses: bool) -> list[tuple[str, str]]:
    pay = _("When the service is delivered, pay your own share and keep the receipt.")
    if reimburses:
        return [
            (_("Choose a provider"), _("Any approved provider of this service. Ask for a quotation.")),
            (_("Propose the work"), _("On the page of the coupon. Pay nothing before it is approved.")),
            (
                _("Pay the full price"),
                _("When the service is delivered. Keep tax invoice and proof of payment."),
            ),
            (_("File the claim"), _("With report and proof. The state pays its share to your account.")),
        ]
    return [
        (
            _("Choose a provider"),
            _("You choose: any approved provider of this service in the directory."),
        ),
        (_("Show the coupon"), _("The provider scans the QR code, or you read out the 16 characters.")),
        (_("Check, then confirm"), _("On your own phone. Nothing is spent until you confirm.")),
        (_("Accept and rate"), pay),
    ]


def _draw_steps(canvas: Canvas, view: CouponPdfView, top: float) -> float:
    """Four steps side by side; returns the lower edge of the longest."""
    head = TextStyle(BOLD, 13, BRAND_DEEP)
    top = draw_text(canvas, _("How to use the coupon"), head, SIDE, top, WIDTH) - 1.5 * mm
    gap = 5 * mm
    width = (WIDTH - 3 * gap) / 4
    radius = 3.4 * mm
    lowest: float = top
    for index, (heading, body) in enumerate(_steps(reimburses=view.reimburses)):
        x = SIDE + index * (width + gap)
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
    top = draw_text(canvas, _("Terms"), TextStyle(BOLD, 11, BRAND_DEEP), SIDE, top, WIDTH)
    room = top - FOOT - 3 * mm
    gap = 7 * mm
    single = _Column(SIDE, WIDTH, TextStyle(size=9.5, leading_factor=1.45))
    if sum(single.height_of(term) for term in terms) <= room:
        columns = [single]
    else:
        width, small = (WIDTH - gap) / 2, TextStyle(size=8, leading_factor=1.45)
        columns = [_Column(SIDE, width, small), _Column(SIDE + width + gap, width, small)]
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
    more = _("See all other terms on the coupon's page.")
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
    canvas.line(SIDE, FOOT, SIDE + WIDTH, FOOT)
    text, style = shortened(view.contact, TextStyle(size=9, color=INK_SOFT), WIDTH, 1)
    draw_line(canvas, text, style, SIDE, FOOT - 5 * mm)
