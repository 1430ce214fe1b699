"""What leaves a browser as paper: the coupon, the slip, an officer's list, the public front page – by day and by night."""

from __future__ import annotations

import io
import re

import pypdf
import pytest
import zxingcpp
from flask import Flask
from lxml import html
from playwright.sync_api import Page

from core.permissions import Role
from tests.journeys.camera import page_of_pdf
from tests.journeys.walks import DESK, EVERYBODY, PHONE, OpenBrowser, signed_in, usable_coupon

pytest_plugins = ("tests.demo_world", "tests.journeys.demo_readers")

LOOKS = ("light", "dark")
OFFICER = str(Role.PROGRAMME_OFFICER)
DPI = 150
WAYS = """() => [...document.querySelectorAll('nav, button, .button, .bar__right, .tabs, .side, .footer, .together')]
  .filter(each => each.checkVisibility() && each.getClientRects().length)
  .map(each => each.tagName.toLowerCase() + '.' + each.className)"""
"""What leads somewhere and still stands on the paper."""
CUT = """() => [...document.querySelectorAll('main table')].flatMap(table => {
  const frame = table.parentElement;
  const wide = table.getBoundingClientRect().right;
  const ends = Math.min(frame.getBoundingClientRect().right, document.documentElement.clientWidth);
  return wide > ends + 1 ? [`table ends at ${wide}, the paper at ${ends}`] : [];
})"""
A4_INSIDE = 680
"""CSS pixels between the margins of an A4 page: 180 mm."""


def printed(page: Page, url: str, look: str, language: str = "en") -> bytes:
    """The page as the browser prints it, on A4."""
    answer = page.goto(f"{url}{'&' if '?' in url else '?'}lang={language}&look={look}")
    assert answer is not None
    assert answer.status == 200
    return page.pdf(format="A4", prefer_css_page_size=True)


def texts(pdf: bytes) -> list[str]:
    """What each page says, in one line."""
    return [" ".join(each.extract_text().split()) for each in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def badly_printed(page: Page, pdf: bytes) -> list[str]:
    """Navigation that is left, tables that the paper cuts, a dark ground."""
    size = page.viewport_size
    page.emulate_media(media="print")
    page.set_viewport_size({"width": A4_INSIDE, "height": 960})
    found = [f"{each} is printed" for each in page.evaluate(WAYS)] + page.evaluate(CUT)
    page.emulate_media(media="screen")
    if size is not None:
        page.set_viewport_size(size)
    grey = page_of_pdf(pdf, DPI).convert("L")
    shades = grey.histogram()
    if sum(shades[200:]) < 0.7 * grey.width * grey.height:
        found.append("the ground is not white")
    if not sum(shades[:80]):
        found.append("nothing is black")
    return found


@pytest.fixture(params=LOOKS)
def look(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_a_coupon_is_printed_with_a_code_that_can_be_read(
    demo_world: Flask, open_browser: OpenBrowser, look: str
) -> None:
    url, code = usable_coupon(signed_in(demo_world, EVERYBODY["sme-owner"]))
    page = open_browser("sme-owner", PHONE)
    pdf = printed(page, f"{url}/show", look)
    assert badly_printed(page, pdf) == []
    assert len(texts(pdf)) == 1
    (read,) = zxingcpp.read_barcodes(page_of_pdf(pdf, DPI))
    assert code.replace(" ", "") in read.text


def test_a_slip_is_one_page_with_its_number_and_without_what_is_left(
    demo_world: Flask, open_browser: OpenBrowser, look: str
) -> None:
    owner = signed_in(demo_world, EVERYBODY["sme-owner"])
    listed = html.fromstring(owner.get("/redemptions/").text).xpath("//main//a/@href")
    number = next(each for each in listed if re.fullmatch(r"/redemptions/\d+", each)).rpartition("/")[2]
    page = open_browser("sme-owner", PHONE)
    pdf = printed(page, f"/redemptions/{number}/slip", look)
    assert badly_printed(page, pdf) == []
    (said,) = texts(pdf)
    assert number in said
    assert "Left on" not in said


@pytest.mark.parametrize("url", ["/coupons/", "/redemptions/", "/applications/"])
def test_an_officer_s_list_is_printed_with_every_column(
    open_browser: OpenBrowser, look: str, url: str
) -> None:
    page = open_browser(OFFICER, DESK)
    pdf = printed(page, url, look)
    assert badly_printed(page, pdf) == []
    said = texts(pdf)
    heads = page.locator("main thead th:not(.data-table__tick)").all_text_contents()
    assert len(heads) > 3
    first = said[0].replace(" ", "")
    assert [head for head in heads if "".join(head.split()) not in first] == []
    assert len(said) <= 6


def test_the_front_page_is_printed_in_a_few_pages(open_browser: OpenBrowser, look: str) -> None:
    page = open_browser("stranger", DESK)
    pdf = printed(page, "/", look)
    assert badly_printed(page, pdf) == []
    said = texts(pdf)
    assert len(said) <= 4
    assert all(said), "no page is blank"
    assert "Sign in" not in said[0]


def test_a_screen_that_is_printed_as_it_is_would_be_found(open_browser: OpenBrowser) -> None:
    """The negative control: without what paper leaves out, and dark as the screen."""
    page = open_browser(OFFICER, DESK)
    printed(page, "/coupons/", "dark")
    page.emulate_media(media="screen", color_scheme="dark")
    pdf = page.pdf(format="A4", print_background=True)
    assert badly_printed(page, pdf) != []
