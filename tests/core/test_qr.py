"""QR codes, read back by a reader that nobody here wrote."""

from __future__ import annotations

import io
import re
from xml.etree import ElementTree

import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageDraw
from reportlab.pdfgen.canvas import Canvas

from core.pdf.qr import QUIET_ZONE, horizontal_runs, qr_drawing, qr_matrix, qr_svg

ADDRESS = "HTTPS://COUPON.SME.GO.TH/C/7Q4M2K7XW3HTB6RD/ABCDEFGHIJKLM"
LONGEST = "HTTPS://ABCDEFGHIJ.SME.GO.TH/C/7Q4M2K7XW3HTB6RD/ABCDEFGHIJKLM"[:61]


def painted(svg: str, scale: int = 8) -> Image.Image:
    """The SVG's dark runs painted by Pillow."""
    root = ElementTree.fromstring(svg)
    side = int(root.attrib["viewBox"].split()[2])
    image = Image.new("L", (side * scale, side * scale), 255)
    draw = ImageDraw.Draw(image)
    dark = root.findall("{http://www.w3.org/2000/svg}path")[1].attrib["d"]
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", dark):
        left, top = int(x) * scale, int(y) * scale
        draw.rectangle((left, top, left + int(length) * scale - 1, top + scale - 1), fill=0)
    return image


def test_sixty_one_upper_case_characters_fill_version_three() -> None:
    assert len(LONGEST) == 61
    assert len(qr_matrix(LONGEST)) == 29
    assert len(qr_matrix(LONGEST + "A")) == 33


def test_the_page_code_is_read_by_an_independent_reader() -> None:
    found = zxingcpp.read_barcodes(painted(qr_svg(ADDRESS, "QR")))
    assert [code.text for code in found] == [ADDRESS]


@pytest.mark.parametrize("size_mm", [25, 40, 62])
def test_the_printed_code_is_read_at_one_hundred_dots_an_inch(size_mm: int) -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(220, 220))
    qr_drawing(ADDRESS, size_mm).drawOn(canvas, 20, 20)
    canvas.save()
    page = pypdfium2.PdfDocument(buffer.getvalue())[0]
    found = zxingcpp.read_barcodes(page.render(scale=100 / 72).to_pil())
    assert [code.text for code in found] == [ADDRESS]


def test_the_page_code_is_compact_and_named() -> None:
    svg = qr_svg(ADDRESS, 'คูปอง <"7Q4M">')
    assert len(svg) < 6_000
    root = ElementTree.fromstring(svg)
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"] == 'คูปอง <"7Q4M">'


def test_the_quiet_zone_stays_empty() -> None:
    side = len(qr_matrix(ADDRESS))
    image = painted(qr_svg(ADDRESS, "QR"), scale=1)
    assert image.size == (side + 2 * QUIET_ZONE,) * 2
    inner = image.crop((QUIET_ZONE, QUIET_ZONE, QUIET_ZONE + side, QUIET_ZONE + side))
    dark = sum(pixel == 0 for pixel in image.tobytes())
    assert dark == sum(pixel == 0 for pixel in inner.tobytes()) > 0


def test_runs_join_neighbouring_modules() -> None:
    assert list(horizontal_runs([True, True, False, True])) == [(0, 2), (3, 1)]
    assert list(horizontal_runs([False, False])) == []


def test_a_changed_character_changes_the_code() -> None:
    assert qr_matrix(ADDRESS) != qr_matrix(ADDRESS[:-1] + "N")
