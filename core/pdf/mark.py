"""The system's mark, drawn as vectors: a coupon with a rising line (static/icons/mark.svg)."""

from __future__ import annotations

from reportlab.pdfgen.canvas import Canvas

from core.pdf.palette import BRAND_DEEP, GOLD


def draw_mark(canvas: Canvas, x: float, y: float, width: float) -> None:
    """The system's mark, a coupon with a rising line, its lower left corner at (x, y)."""
    scale = width / 34
    canvas.saveState()
    canvas.translate(x, y + 24 * scale)
    canvas.scale(scale, -scale)
    coupon = canvas.beginPath()
    coupon.moveTo(3, 0)
    coupon.arcTo(28, 0, 34, 6, -90, 90)
    coupon.arcTo(30.2, 8.2, 37.8, 15.8, -90, -180)
    coupon.arcTo(28, 18, 34, 24, 0, 90)
    coupon.arcTo(0, 18, 6, 24, 90, 90)
    coupon.arcTo(-3.8, 8.2, 3.8, 15.8, 90, -180)
    coupon.arcTo(0, 0, 6, 6, 180, 90)
    coupon.close()
    canvas.setFillColor(GOLD)
    canvas.drawPath(coupon, stroke=0, fill=1)
    canvas.setStrokeColor(BRAND_DEEP)
    canvas.setLineCap(1)
    canvas.setLineJoin(1)
    canvas.setLineWidth(1.6)
    canvas.lines([(22, 3, 22, 6), (22, 9, 22, 11.5), (22, 14.5, 22, 17), (22, 20, 22, 21.5)])
    rising = canvas.beginPath()
    rising.moveTo(7, 16.5)
    for point in ((11, 11.5), (14, 14.5), (17.5, 8.5)):
        rising.lineTo(*point)
    canvas.setLineWidth(2.2)
    canvas.drawPath(rising, stroke=1, fill=0)
    canvas.restoreState()
