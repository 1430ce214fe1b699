"""Coupon PDFs a second, one process. Yardstick: the same fonts and QR on a bare reportlab canvas, nothing shaped or broken."""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Flask
from flask_babel import Babel
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from core.money import Money
from core.pdf import qr
from coupons.coupons.pdf import coupon_pdf
from coupons.coupons.pdf_layout import Bilingual, CouponPdfView

SECONDS = 3.0
PAIRS = 5
URL = "HTTPS://LOCALHOST:5000/C/ABCDEFGHJKMNPQRS/ABCDEFGHJKMNP"


VIEW = CouponPdfView(
    number="C2570-000123",
    code="7Q4M2K7XW3HTB6RD",
    qr_url=URL,
    scheme=Bilingual("คูปองทดสอบและรับรองมาตรฐาน", "Testing and certification coupon"),
    project=Bilingual("โครงการยกระดับผู้ประกอบการน้ำดื่ม", "Drinking water uplift"),
    coupon_type=Bilingual("ทดสอบและรับรองมาตรฐาน", "Testing and certification"),
    categories=(Bilingual("ทดสอบผลิตภัณฑ์", "Product testing"),),
    sme=Bilingual("ห้างหุ้นส่วนจำกัด ข้าวแต๋นทวีพรรณ", "Thaweephan Limited Partnership"),
    sme_id13="0105555000081",
    province=Bilingual("ลำปาง", "Lampang"),
    limit=Money.baht(100_000),
    remaining=Money.baht(42_000),
    share_bp=8_000,
    reimburses=False,
    issued_on=date(2026, 11, 22),
    valid_until=date(2027, 6, 30),
    printed_on=date(2026, 11, 22),
    terms=("คูปองแลกเป็นเงินสดไม่ได้", "ต้องชำระส่วนของตนเอง"),
    contact="1301",
)


def _bare() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    canvas.setFont("Helvetica", 11)
    for line in range(24):
        canvas.drawString(60, 780 - line * 20, "Capability Improvement Coupon " * 2)
    for row, cells in enumerate(qr.qr_matrix(URL)):
        for column, dark in enumerate(cells):
            if dark:
                canvas.rect(60 + column * 5, 100 + row * 5, 5, 5, stroke=0, fill=1)
    canvas.save()
    return out.getvalue()


def _per_second(make: Callable[[], bytes]) -> float:
    made, began = 0, time.perf_counter()
    while time.perf_counter() - began < SECONDS / 2:
        make()
        made += 1
    return made / (time.perf_counter() - began)


def run() -> dict[str, Any]:
    """Median of five alternating pairs."""
    app = Flask("bench")
    Babel(app)
    with app.app_context():
        coupon_pdf(VIEW, "th")
        pairs = [(_per_second(lambda: coupon_pdf(VIEW, "th")), _per_second(_bare)) for _ in range(PAIRS)]
    return {
        "ours": round(statistics.median(ours for ours, _ in pairs), 1),
        "limit": round(statistics.median(bare for _, bare in pairs), 1),
        "unit": "PDFs/s, one process",
    }
