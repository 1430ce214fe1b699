"""The face in a real browser: accessible, never wider than the screen, and safe when the network is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.journeys import looking
from tests.journeys.conftest import House

NewContext = Callable[..., BrowserContext]
PAGES = ("", "phone", "counter", "desk", "home", "errors/401", "errors/404", "errors/409", "errors/500")
RULES = [*looking.AA, "best-practice"]
LOST_SIGNAL_MS = 20_000
CARD = "[data-consent-card]"
TABS = {
    "th": (
        ["หน้าแรก", "คูปอง", "ขอคูปองใหม่", "บริการ", "กิจการ"],
        ["หน้าแรก", "สแกน", "บริการ", "การรับเงิน", "กิจการ"],
    ),
    "en": (
        ["Home", "Coupons", "New coupon", "Services", "My business"],
        ["Home", "Scan", "Services", "Get paid", "My business"],
    ),
}
"""The bars at the bottom of an SME's phone and of a provider's."""


@pytest.mark.parametrize(
    ("width", "language", "look"),
    [(320, "th", "light"), (320, "en", "dark"), (1280, "th", "dark"), (1280, "en", "light")],
)
def test_no_page_of_the_gallery_has_an_accessibility_violation_or_is_wider_than_the_screen(
    new_context: NewContext, house: House, width: int, language: str, look: str
):
    context = new_context(width=width, language=language)
    context.add_cookies([{"name": "look", "value": look, "url": house.url}])
    for name in PAGES:
        page = context.new_page()
        page.goto(f"/gallery/{name}")
        assert looking.inaccessible(page, RULES) + looking.badly_drawn(page) == [], f"/gallery/{name}"
        page.close()


class Server:
    """What the consent panel is told, as a test wants it."""

    def __init__(self, page: Page) -> None:
        self.version = "sample"
        self.is_away = False
        self.fragment: str | None = None
        page.route("**/consent-version", self.tell_version)
        page.route("**/consent-fragment", self.tell_fragment)

    def tell_version(self, route: Route) -> None:
        if self.is_away:
            route.abort()
        else:
            route.fulfill(json={"version": self.version, "url": "/gallery/consent-fragment"})

    def tell_fragment(self, route: Route) -> None:
        if self.fragment is None:
            route.continue_()
        else:
            route.fulfill(body=self.fragment, content_type="text/html")


@pytest.fixture
def phone(new_context: NewContext) -> Page:
    return new_context().new_page()


def test_a_price_that_is_gone_leaves_the_phone_and_a_new_one_comes_by_itself(phone: Page):
    server = Server(phone)
    phone.goto("/gallery/phone")
    expect(phone.locator(CARD)).to_have_count(1)
    server.version, server.fragment = "gone", ""
    expect(phone.locator(CARD)).to_have_count(0)
    server.version, server.fragment = "new", None
    expect(phone.locator(CARD)).to_have_count(1)
    expect(phone.locator("[data-consent-announce]")).not_to_be_empty()


def test_a_price_that_comes_in_takes_the_focus_and_is_heard(phone: Page):
    """Issue 9: focus moves, with a sound, when a live price arrives."""
    phone.add_init_script(
        "const make = AudioContext.prototype.createOscillator;"
        "window.notes = 0;"
        "AudioContext.prototype.createOscillator = function () { window.notes += 1; return make.call(this) }"
    )
    server = Server(phone)
    server.version, server.fragment = "none", ""
    phone.goto("/gallery/phone")
    expect(phone.locator(CARD)).to_have_count(0)
    phone.locator("main").click()
    assert phone.evaluate("notes") == 0
    server.version, server.fragment = "come", None
    expect(phone.locator(f"{CARD} h2")).to_be_focused()
    phone.wait_for_function("notes > 0")


def test_who_is_writing_keeps_the_focus_when_a_price_comes_in(phone: Page):
    server = Server(phone)
    server.version, server.fragment = "none", ""
    phone.goto("/gallery/phone")
    expect(phone.locator(CARD)).to_have_count(0)
    phone.evaluate("document.querySelector('main').append(document.createElement('input'))")
    phone.locator("main > input").focus()
    server.version, server.fragment = "come", None
    expect(phone.locator(CARD)).to_have_count(1)
    expect(phone.locator("main > input")).to_be_focused()


def test_a_phone_without_signal_cannot_confirm_what_it_shows_until_it_is_back(phone: Page):
    server = Server(phone)
    phone.goto("/gallery/phone")
    server.is_away = True
    expect(phone.locator(f"{CARD} button:disabled")).to_have_count(2, timeout=LOST_SIGNAL_MS)
    expect(phone.locator("[data-consent-status]")).to_be_visible()
    server.is_away = False
    expect(phone.locator(f"{CARD} button:disabled")).to_have_count(0)


def test_three_presses_send_a_form_once(phone: Page):
    sent: list[str] = []
    phone.route("**/gallery/", lambda route: (sent.append(route.request.method), route.fulfill(status=204)))
    phone.goto("/gallery/phone")
    button = phone.locator(f"{CARD} button").first
    phone.wait_for_load_state("networkidle")
    button.evaluate("button => { button.click(); button.click(); button.click(); }")
    expect(button).to_have_attribute("aria-busy", "true")
    assert sent == ["POST"]


def test_a_counter_without_a_camera_is_told_to_type(phone: Page):
    phone.goto("/gallery/counter")
    phone.locator("[data-scanner-open]").click()
    expect(phone.locator(".scanner__message")).to_be_visible()
    expect(phone.locator("#code")).to_be_focused()


SAMPLES = """<p class="visually-hidden">ที่นี่</p><p id="open">ที่นี่เปิดอยู่</p>
<p style="line-height:1.1;width:4em">น้ำที่นี่ ผู้ใหญ่</p><div style="height:14px;overflow:hidden"><p>ผู้ใหญ่</p></div>"""


def test_the_look_at_letters_notices_lines_too_close_and_marks_cut_off(new_context: NewContext):
    page = new_context(width=360).new_page()
    page.goto("/gallery/errors/500")
    page.evaluate("text => { document.body.innerHTML = text }", SAMPLES.replace(' style="', ' data-look="'))
    page.evaluate(
        "() => document.querySelectorAll('[data-look]').forEach(each => { each.style.cssText = each.dataset.look })"
    )
    assert [found.partition(":")[0] for found in looking.badly_drawn(page)] == ["lines of 1.10", "cut by ."]


@pytest.mark.parametrize("width", [320, 360])
@pytest.mark.parametrize(("language", "words"), [(each, words) for each in TABS for words in TABS[each]])
def test_no_label_of_the_bar_at_the_bottom_touches_an_edge_or_another_nor_loses_a_tone_mark(
    new_context: NewContext, width: int, language: str, words: list[str]
):
    page = new_context(width=width, language=language).new_page()
    page.goto("/gallery/phone")
    page.evaluate(
        """words => {
            const bar = document.querySelector('.tabs ul')
            while (bar.children.length < words.length) bar.append(bar.lastElementChild.cloneNode(true))
            words.forEach((word, place) => { bar.children[place].querySelector('span').textContent = word })
        }""",
        words,
    )
    edges = page.evaluate(
        """[...document.querySelectorAll('.tabs__tab > span:not(.tabs__count)')].flatMap(label => {
            const range = document.createRange(); range.selectNodeContents(label)
            const box = range.getBoundingClientRect(); return [box.left, box.right]
        })"""
    )
    gaps = [after - before for before, after in zip([0, *edges[1::2]], [*edges[::2], width], strict=True)]
    assert min(gaps) >= (2 if width < 360 else 4), gaps
    heights = page.evaluate(
        """[...document.querySelectorAll('.tabs__tab > span:not(.tabs__count)')].map(label =>
            [label.getBoundingClientRect().height, parseFloat(getComputedStyle(label).fontSize)])"""
    )
    assert all(height >= 1.3 * size for height, size in heights), "marks above and below need their line"
    assert page.evaluate("document.querySelector('.tabs ul').scrollWidth") <= width


def test_by_night_paper_is_light_and_a_code_stays_dark_on_white(new_context: NewContext, house: House):
    context = new_context()
    context.add_cookies([{"name": "look", "value": "dark", "url": house.url}])
    page = context.new_page()
    page.goto("/gallery/")
    ground = "name => getComputedStyle(document.querySelector(name)).backgroundColor"
    assert page.evaluate(ground, "body") == "rgb(14, 26, 32)"
    assert page.evaluate(ground, ".counter-ticket") == "rgb(255, 255, 255)"
    page.emulate_media(media="print")
    assert page.evaluate(ground, "body") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(19, 35, 44)"
