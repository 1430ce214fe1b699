"""The printed coupon: scanned, read back and looked at as an independent reader would."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdf
import pypdfium2
import pytest
import zxingcpp
from flask import Flask
from flask_babel import Babel, force_locale, gettext
from PIL import Image

from core.money import Money
from core.thai.writing import baht_words, be_date
from core.typed.amounts import read_amount
from coupons.coupons.codes import grouped
from coupons.coupons.pdf import coupon_pdf
from coupons.coupons.pdf_layout import Bilingual, CouponPdfView
from coupons.coupons.pdf_own_part import share_words

ADDRESS = "HTTPS://COUPON.SME.GO.TH/C/7Q4M2K7XW3HTB6RD/ABCDEFGHIJKLM"
ROOT = Path(__file__).resolve().parents[3]

LONG_THAI_NAME = (
    "บริษัท ผู้ประกอบการวิสาหกิจชุมชนแปรรูปผลิตภัณฑ์น้ำผึ้งดอกลำไยและสมุนไพรพื้นบ้านภาคเหนือตอนบน (ประเทศไทย) จำกัด (มหาชน)"
)

PLAIN = CouponPdfView(
    number="CP-2570-000123",
    code="7Q4M2K7XW3HTB6RD",
    qr_url=ADDRESS,
    scheme=Bilingual("คูปองมาตรฐานอาหาร", "Food standards coupon"),
    project=Bilingual("โครงการยกระดับผู้ประกอบการน้ำดื่ม", "Drinking water uplift"),
    coupon_type=Bilingual("คูปองทดสอบและรับรองมาตรฐาน", "Testing and certification coupon"),
    categories=(Bilingual("ทดสอบผลิตภัณฑ์", "Product testing"), Bilingual("รับรองมาตรฐาน", "Certification")),
    sme=Bilingual("บจก. ปั๊มน้ำที่ดี", "Good Pump Co., Ltd."),
    sme_id13="0105555000081",
    province=Bilingual("ลำปาง", "Lampang"),
    limit=Money.baht(100_000),
    remaining=read_amount("66400.50"),
    share_bp=8_000,
    reimburses=False,
    issued_on=date(2026, 11, 22),
    valid_until=date(2027, 6, 30),
    printed_on=date(2026, 11, 25),
    terms=("คูปองแลกเป็นเงินสดไม่ได้", "ต้องชำระส่วนของตนเอง"),
    contact="ศูนย์บริการ SME ONE โทร. 1301",
)

CROWDED = replace(
    PLAIN,
    project=Bilingual(LONG_THAI_NAME * 3, "A project with a very long English name " * 8),
    scheme=Bilingual(LONG_THAI_NAME * 2, "A scheme with a very long English name " * 8),
    coupon_type=Bilingual(LONG_THAI_NAME, "A coupon type with a very long English name " * 4),
    sme=Bilingual(LONG_THAI_NAME, "An enterprise with a very long English name " * 4),
    categories=tuple(Bilingual(f"หมวดบริการที่ {n} การทดสอบ", f"Category {n} of services") for n in range(12)),
    limit=read_amount("9121121121.75"),
    share_bp=6_667,
    terms=tuple(f"เงื่อนไขข้อที่ {n} ผู้ประกอบการต้องปฏิบัติตามระเบียบของสำนักงานโดยเคร่งครัดทุกประการ" for n in range(60)),
    contact="ติดต่อสำนักงานส่งเสริมวิสาหกิจขนาดกลางและขนาดย่อม " * 5,
)


@pytest.fixture(autouse=True)
def app_context() -> Iterator[None]:
    app = Flask("coupon-pdf")
    app.config.update(BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "translations"), BABEL_DEFAULT_LOCALE="th")
    Babel(app)
    with app.app_context():
        yield


def page_image(pdf: bytes, dots_per_inch: int = 100) -> Image.Image:
    return pypdfium2.PdfDocument(pdf)[0].render(scale=dots_per_inch / 72).to_pil()


def texts_of(pdf: bytes) -> list[str]:
    return [
        pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text(),
        pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range(),
    ]


@pytest.mark.parametrize("locale", ["th", "en"])
@pytest.mark.parametrize("view", [PLAIN, CROWDED], ids=["plain", "crowded"])
def test_the_code_is_read_from_the_page_at_one_hundred_dots_an_inch(view: CouponPdfView, locale: str) -> None:
    found = zxingcpp.read_barcodes(page_image(coupon_pdf(view, locale)))
    assert [code.text for code in found] == [ADDRESS]


@pytest.mark.parametrize("locale", ["th", "en"])
@pytest.mark.parametrize("view", [PLAIN, CROWDED], ids=["plain", "crowded"])
def test_it_is_always_one_page_of_a4(view: CouponPdfView, locale: str) -> None:
    pages = pypdf.PdfReader(io.BytesIO(coupon_pdf(view, locale))).pages
    assert len(pages) == 1
    assert [round(float(side)) for side in pages[0].mediabox[2:]] == [595, 842]


def test_the_thai_coupon_says_all_in_thai() -> None:
    for text in texts_of(coupon_pdf(PLAIN, "th")):
        for words in (
            "คูปองทดสอบและรับรองมาตรฐาน", "บจก. ปั๊มน้ำที่ดี", "โครงการยกระดับผู้ประกอบการน้ำดื่ม", "ลำปาง",
            "100,000.00 บาท", "(หนึ่งแสนบาทถ้วน)", "80%", "30 มิ.ย. 2570", "22 พ.ย. 2569", "25 พ.ย. 2569",
            "66,400.50 บาท", "0-1055-55000-08-1", "7Q4M 2K7X W3HT B6RD", "CP-2570-000123", "วิธีใช้คูปอง",
            "คูปองแลกเป็นเงินสดไม่ได้", "ทดสอบผลิตภัณฑ์", "1301",
        ):  # fmt: skip
            assert words in text


def test_the_english_coupon_says_all_in_english() -> None:
    for text in texts_of(coupon_pdf(PLAIN, "en")):
        for words in (
            "Testing and certification coupon", "Good Pump Co., Ltd.", "Lampang", "100,000.00 baht", "80%",
            "30 Jun 2027", "22 Nov 2026", "66,400.50 baht", "7Q4M 2K7X W3HT B6RD", "How to use the coupon", "Product testing",
        ):  # fmt: skip
            assert words in text
        assert "บาท" not in text


def test_no_english_label_is_left_on_the_thai_coupon() -> None:
    thai = replace(PLAIN, contact="โทร. 1301")
    text = texts_of(coupon_pdf(thai, "th"))[0]
    assert re.findall(r"[A-Za-z]{3,}", text) == []


@pytest.mark.parametrize("baht", ["0.25", "1", "11", "21", "101", "121.50", "1000001", "11000000"])
def test_the_worth_stands_in_figures_and_in_words(baht: str) -> None:
    amount = read_amount(baht)
    text = texts_of(coupon_pdf(replace(PLAIN, limit=amount), "th"))[1]
    assert f"{amount} บาท" in text
    assert f"({baht_words(amount)})" in text


@pytest.mark.parametrize("locale", ["th", "en"])
@pytest.mark.parametrize("view", [PLAIN, CROWDED], ids=["plain", "crowded"])
def test_above_the_cut_stand_code_name_and_last_day_alone(view: CouponPdfView, locale: str) -> None:
    """Who sees a balance, or the limit, prices to it (docs/architecture.md#code-and-consent): the half for the counter has no figure but the code."""
    with force_locale(locale):
        cut = gettext("Cut here. Show the upper part at the counter and keep the lower part.")
        framing = [
            gettext("Capability Improvement Coupon"),
            gettext("Office of Small and Medium Enterprises Promotion"),
            gettext("Issued to"),
            gettext("Valid until"),
            gettext("Show this code at the counter"),
        ]
    page = pypdfium2.PdfDocument(coupon_pdf(view, locale))[0]
    text = page.get_textpage()
    index, _ = text.search(cut[:8]).get_next()
    line = text.get_charbox(index)[3]
    left = _unspaced(text.get_text_bounded(bottom=line + 1))
    name = view.sme.in_language(locale)
    for words in (*framing, grouped(view.code), be_date(view.valid_until, locale), name):
        assert _unspaced(words) in left, words
        left = left.replace(_unspaced(words), "", 1)
    assert not re.search(r"[0-9A-Za-z]", left), left
    for private in (view.coupon_type, view.scheme, view.project, view.province, *view.categories):
        assert _unspaced(private.in_language(locale))[:12] not in left
    below = _unspaced(text.get_text_bounded(top=line - 1))
    for words in (view.number, str(view.limit), str(view.remaining), view.province.in_language(locale)):
        assert _unspaced(words) in below, words


def _unspaced(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_a_long_name_is_whole_and_breaks_between_words() -> None:
    view = replace(PLAIN, sme=Bilingual(LONG_THAI_NAME, ""))
    for text in texts_of(coupon_pdf(view, "th")):
        assert re.sub(r"\s", "", LONG_THAI_NAME) in re.sub(r"\s", "", text)
        assert not any(re.match("[ะ-ูๅ็-๎]", line) for line in text.splitlines())


def test_a_crowded_coupon_says_where_the_other_terms_are() -> None:
    text = texts_of(coupon_pdf(CROWDED, "en"))[0]
    assert "See all other terms on the coupon's page." in text
    assert "See all other terms" not in texts_of(coupon_pdf(PLAIN, "en"))[0]


@pytest.mark.parametrize("view", [PLAIN, CROWDED], ids=["plain", "crowded"])
def test_nothing_leaves_the_page(view: CouponPdfView) -> None:
    """The outermost four millimetres, which printers cannot reach, stay white but for the cut line's end."""
    page = page_image(coupon_pdf(view, "th"), 72).convert("L")
    width, height = page.size
    for box in ((0, 0, width, 11), (0, height - 11, width, height), (0, 0, 11, height)):
        assert min(page.crop(box).tobytes()) == 255


def test_metadata_name_the_coupon_but_not_its_code() -> None:
    pdf = coupon_pdf(PLAIN, "th")
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert reader.metadata is not None
    assert reader.metadata.title == "คูปอง CP-2570-000123"
    assert reader.metadata.author == "OSMEP"
    assert reader.trailer["/Root"]["/Lang"] == "th-TH"
    assert PLAIN.code not in str(reader.metadata)


def test_the_same_view_gives_the_same_bytes_when_asked() -> None:
    assert coupon_pdf(PLAIN, "th", invariant=True) == coupon_pdf(PLAIN, "th", invariant=True)


def test_coupons_made_at_the_same_time_are_those_made_alone() -> None:
    """In a fresh process, where fonts are loaded and glyphs met for the first time by all threads at once."""
    program = """
import sys, threading, hashlib
from concurrent.futures import ThreadPoolExecutor
from flask import Flask
from flask_babel import Babel
from tests.coupons.coupons.test_coupon_pdf import CROWDED, PLAIN, coupon_pdf
app = Flask("threads"); Babel(app)
start = threading.Barrier(8)
def digest(number):
    with app.app_context():
        if sys.argv[1] == "together": start.wait()
        return hashlib.sha256(coupon_pdf((PLAIN, CROWDED)[number % 2], ("th", "en")[number // 2 % 2], invariant=True)).hexdigest()
sys.setswitchinterval(1e-6)
workers = 8 if sys.argv[1] == "together" else 1
with ThreadPoolExecutor(workers) as pool:
    print(list(pool.map(digest, range(8))))
"""
    answers = {
        subprocess.run(
            [sys.executable, "-c", program, how], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout
        for how in ("together", "alone")
    }
    assert len(answers) == 1


def test_a_coupon_without_terms_or_english_names_still_prints() -> None:
    bare = replace(PLAIN, terms=(), categories=(), sme=Bilingual("บจก. ปั๊มน้ำที่ดี", ""), contact="")
    assert "บจก. ปั๊มน้ำที่ดี" in texts_of(coupon_pdf(bare, "en"))[0]


def test_hostile_names_are_only_text() -> None:
    view = replace(PLAIN, sme=Bilingual("<b>&amp;</para> 😀 \x00 \U000f0001 (ปั๊ม) \\", ""))
    text = texts_of(coupon_pdf(view, "th"))[1]
    assert "<b>&amp;</para>" in text
    assert "(ปั๊ม)" in text


@pytest.mark.parametrize(
    ("basis_points", "words"), [(8_000, "80"), (6_667, "66.67"), (7_550, "75.5"), (10_000, "100")]
)
def test_shares_are_printed_without_needless_zeros(basis_points: int, words: str) -> None:
    with force_locale("th"):
        assert share_words(basis_points) == f"{words}%"


def test_the_code_is_grouped_by_four() -> None:
    assert grouped("7Q4M2K7XW3HTB6RD") == "7Q4M 2K7X W3HT B6RD"
