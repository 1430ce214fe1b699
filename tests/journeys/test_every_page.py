"""Every page that a person of the demo world can reach: answered, lean, in one language, accessible, no wider than a phone."""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from lxml import html
from playwright.sync_api import Page

from tests.crawl import MOST_STATEMENTS, Visit, counted, most_statements
from tests.journeys import looking
from tests.journeys.walks import (
    DESK,
    EVERYBODY,
    LANGUAGES,
    PHONE,
    STAFF,
    Moment,
    OpenBrowser,
    Walks,
    signed_in,
)

pytest_plugins = ("tests.demo_world", "tests.journeys.demo_readers")

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


def seen_wrong(page: Page, url: str, language: str, look: str = "light") -> list[str]:
    """What axe finds, and what is drawn badly."""
    answer = page.goto(url.partition("#")[0] + ("&" if "?" in url else "?") + f"lang={language}&look={look}")
    found = [] if answer and answer.status == 200 else [f"status {answer and answer.status}"]
    return [*found, *looking.inaccessible(page), *looking.badly_drawn(page)]


USUALLY = (
    *((kind, PHONE, "th", "light") for kind in EVERYBODY),
    *((kind, DESK, "en", "dark") for kind in STAFF),
)
ALWAYS = tuple(itertools.product(EVERYBODY, (PHONE, DESK), LANGUAGES, ("light", "dark")))


@pytest.mark.parametrize(
    ("kind", "width", "language", "look"), ALWAYS if os.environ.get("EVERY_PAGE") == "1" else USUALLY
)
def test_no_page_is_inaccessible_too_wide_or_cuts_its_letters(
    walks: Walks, open_browser: OpenBrowser, kind: str, width: int, language: str, look: str
) -> None:
    page = open_browser(kind, width)
    wrong = {
        visit.url: found
        for visit in walks.first_reached_by(kind)
        if (found := seen_wrong(page, visit.url, language, look))
    }
    assert wrong == {}


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
            wrong[url] = wrong_with(visit, language) + seen_wrong(page, url, language)
    assert {url: found for url, found in wrong.items() if found} == {}
