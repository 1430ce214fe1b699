"""Every page that a person of the demo world can reach: answered, lean, in one language, accessible, no wider than a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from playwright.sync_api import Page, expect

from core import clock
from core.db import db
from core.money import Money
from coupons.redemptions.queries import sheet_for
from coupons.redemptions.services.decline_proposal import decline_proposal
from coupons.redemptions.services.propose_price import propose_price
from coupons.redemptions.services.scan_coupon import scan_coupon
from demo import people
from identity.people.models import Person
from tests.crawl import MOST_STATEMENTS, Visit, counted, most_statements
from tests.factories import actor_of
from tests.journeys.walks import DESK, EVERYBODY, LANGUAGES, PHONE, STAFF, OpenBrowser, Walks, signed_in

pytest_plugins = ("tests.demo_world", "tests.journeys.walk_fixtures")

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
ENGLISH_SENTENCE = re.compile(r"\b[A-Za-z]+(?:['’][a-z]+)?(?: [a-z]+(?:['’][a-z]+)?){2,}\b")
"""Three words in a row, the later ones in lower case: names and standards are not caught."""
THAI = re.compile(r"[\u0e00-\u0e7f]")
OUR_OWN_WORDS = (
    "//main//button | //main//th[@scope='col'] | //nav//a"
    " | //main//label[not(contains(@class, 'radios') or contains(@class, 'checkboxes'))]"
)
"""What never holds what somebody typed in."""


def words_of(page: html.HtmlElement) -> Iterator[str]:
    """Texts that the page itself says: not code, not what somebody typed, not what is marked as another language."""
    hidden = (
        "ancestor-or-self::*[self::script or self::style or self::textarea or @translate='no'"
        " or @lang and not(self::html)]"
    )
    yield from (text.strip() for text in page.xpath(f"//body//text()[not(parent::*[{hidden}])]"))


def told_in(language: str, page: html.HtmlElement, only_thai: frozenset[str]) -> list[str]:
    """Words in the wrong language; names that are Thai only stand in both."""
    if language == "th":
        return [text for text in words_of(page) if ENGLISH_SENTENCE.search(text)]
    ours = [each for each in page.xpath(OUR_OWN_WORDS) if not each.get("lang")]
    return [text for each in ours if THAI.search(text := without(each.text_content(), only_thai))]


def without(text: str, names: frozenset[str]) -> str:
    for name in names:
        text = text.replace(name, "")
    return text


def wrong_with(visit: Visit, language: str, only_thai: frozenset[str] = frozenset()) -> list[str]:
    """What no page may be."""
    found = []
    if visit.status != 200:
        found.append(f"status {visit.status}")
    if visit.statements > most_statements(visit.url):
        found.append(f"{visit.statements} statements")
    if not visit.text:
        return found
    page = html.fromstring(visit.text)
    if page.get("lang") != language:
        found.append(f"lang={page.get('lang')!r}")
    if (headings := len(page.xpath("//h1"))) != 1:
        found.append(f"{headings} h1")
    return [*found, *told_in(language, page, only_thai)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", EVERYBODY)
def test_what_a_person_can_reach_is_answered_lean_and_in_her_language(
    walks: Walks, kind: str, language: str
) -> None:
    visits = walks.of(kind, language)
    assert len(visits) >= 5, "the walk did not get anywhere"
    wrong = {visit.url: found for visit in visits if (found := wrong_with(visit, language, walks.only_thai))}
    assert wrong == {}


def test_the_walk_notices_what_is_wrong() -> None:
    text = '<html lang="en"><body><h1>ก</h1><h1>ข</h1><p>Nobody wrote this in Thai</p></body></html>'
    visit = Visit("x", "/x", 200, MOST_STATEMENTS + 1, "text/html", text)
    assert wrong_with(visit, "th") == ["13 statements", "lang='en'", "2 h1", "Nobody wrote this in Thai"]


def seen_wrong(page: Page, url: str, language: str, width: int) -> list[str]:
    """What axe finds, and whether the page is wider than the screen."""
    answer = page.goto(url + ("&" if "?" in url else "?") + f"lang={language}")
    found = [] if answer and answer.status == 200 else [f"status {answer and answer.status}"]
    options = {"runOnly": RULES, "resultTypes": ["violations"]}
    for violation in Axe().run(page, options=options).response["violations"]:
        found += [f"{violation['id']}: {node['html'][:200]}" for node in violation["nodes"]]
    if (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
        found.append(f"{wide} pixels wide on a screen of {width}")
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", EVERYBODY)
def test_on_a_phone_no_page_is_inaccessible_or_too_wide(
    walks: Walks, open_browser: OpenBrowser, kind: str, language: str
) -> None:
    page = open_browser(kind, PHONE)
    wrong = {
        visit.url: found
        for visit in walks.first_reached_by(kind)
        if (found := seen_wrong(page, visit.url, language, PHONE))
    }
    assert wrong == {}


@pytest.mark.parametrize("kind", STAFF)
def test_at_a_desk_no_page_is_inaccessible_or_too_wide(
    walks: Walks, open_browser: OpenBrowser, kind: str
) -> None:
    page = open_browser(kind, DESK)
    wrong = {
        visit.url: found
        for visit in walks.first_reached_by(kind)
        if (found := seen_wrong(page, visit.url, "th", DESK))
    }
    assert wrong == {}


@dataclass(frozen=True, slots=True)
class Moment:
    """A coupon of the owner, scanned by the cashier, its price not yet answered."""

    coupon: str
    sheet: str
    offer: str


def usable_coupon(owner: FlaskClient) -> tuple[str, str]:
    """Address and code of a coupon that shows one."""
    listed = html.fromstring(owner.get("/coupons/").text).xpath("//main//a/@href")
    for url in dict.fromkeys(each for each in listed if re.fullmatch(r"/coupons/\d+", each)):
        code = html.fromstring(owner.get(f"{url}/show").text).find_class("counter-ticket__code")
        if code:
            return url, "".join(code[0].xpath("./span[not(@class)]/text()"))
    raise AssertionError("no coupon of the owner shows a code")


@pytest.fixture
def moment(demo_world: Flask) -> Iterator[Moment]:
    coupon, code = usable_coupon(signed_in(demo_world, people.SME_OWNER.email))
    with demo_world.app_context():
        owner, cashier = (
            actor_of(
                db.session(), db.session.scalars(sa.select(Person.id).where(Person.email == email)).one()
            )
            for email in (people.SME_OWNER.email, people.CASHIER.email)
        )
        now = clock.now()
        scan_id = scan_coupon(code, actor=cashier, now=now).scan_id
        service = sheet_for(db.session(), scan_id, cashier, now).services[0]
        db.session.rollback()
        price = Money(service.price_from_satang)
        proposed = propose_price(scan_id, service.id, price, actor=cashier, now=now)
        assert proposed.proposal_id is not None, proposed.refusal
        db.session.remove()
    yield Moment(coupon, f"/scan/{scan_id}", f"/proposals/{proposed.proposal_id}")
    with demo_world.app_context():
        decline_proposal(proposed.proposal_id, actor=owner, now=clock.now())
        db.session.remove()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_moment_at_the_counter_is_lean_accessible_and_narrow(
    demo_world: Flask, open_browser: OpenBrowser, moment: Moment, language: str
) -> None:
    wrong = {}
    for kind, urls in {
        "cashier": (moment.sheet, moment.offer),
        "sme-owner": (moment.coupon, "/today"),
    }.items():
        client, page = signed_in(demo_world, EVERYBODY[kind]), open_browser(kind, PHONE)
        for url in urls:
            with counted(demo_world) as counts:
                answer = client.get(f"{url}?lang={language}")
            visit = Visit(kind, url, answer.status_code, counts[-1], answer.mimetype, answer.text)
            wrong[url] = wrong_with(visit, language) + seen_wrong(page, url, language, PHONE)
    assert {url: found for url, found in wrong.items() if found} == {}


FOCUS_IS_VISIBLE = """() => {
  const on = document.activeElement, look = getComputedStyle(on), box = on.getBoundingClientRect();
  const ring = look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2 || look.boxShadow !== 'none';
  return ring && box.bottom > 0 && box.top < innerHeight;
}"""
MOST_TABS = 60


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has focus; at every stop the focus can be seen."""
    wanted = page.locator(selector).first
    wanted.wait_for()
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        on = page.evaluate("document.activeElement.outerHTML.slice(0, 120)")
        assert page.evaluate(FOCUS_IS_VISIBLE), f"no visible focus on {on} at {page.url}"
        if wanted.evaluate("each => each === document.activeElement"):
            return
    raise AssertionError(f"{selector} cannot be reached by keyboard at {page.url}")


def test_an_owner_signs_in_and_answers_a_price_with_the_keyboard_alone(
    open_browser: OpenBrowser, moment: Moment
) -> None:
    page = open_browser("stranger", PHONE)
    page.goto("/sign-in?lang=th")
    tab_to(page, "input[name=email]")
    page.keyboard.type(people.SME_OWNER.email)
    tab_to(page, "input[name=password]")
    page.keyboard.type(people.PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/today")
    tab_to(page, 'a[href^="/coupons/"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**/coupons/**")
    if page.url.rstrip("/").endswith("/coupons"):
        tab_to(page, f'main a[href^="{moment.coupon}"]')
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{moment.coupon}")
    tab_to(page, '[data-consent-card] form[action$="/consent"] button')
    tab_to(page, '[data-consent-card] form[action$="/decline"] button')
    expect(page.locator("[data-consent-card] button:focus")).to_have_count(1)
