"""The home of staff: what waits for the reader, the most urgent first, and every number that of its rows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from core import clock
from core.actor import Actor
from core.calendar.due import calendar, due_on
from core.db import Tx
from core.permissions import Role
from core.terms import SERVICE_STANDARD
from coupons.applications.states import ApplicationState
from tests.crawl import counted, most_statements
from tests.factories import World, build
from tests.house.sides import browser_of, shared_by_all
from tests.kept_scenes import KeptScenes
from web.pages import staff_home

LATE, FRESH = 60, 1
"""Days since when two applications wait: far beyond the service standard, and well within it."""


@pytest.fixture
def reader(db_app: Flask, kept_scene: KeptScenes) -> Actor:
    """An approver, for whom three applications wait to be decided – one late, one of today – and one that is barred."""

    def make(tx: Tx) -> Actor:
        now = clock.now()
        world = World(now)
        shared = shared_by_all(tx, world)
        approver = world.staff(tx, Role.PROGRAMME_APPROVER)
        other = world.staff(tx, Role.PROGRAMME_OFFICER)
        today = now
        while due_on(SERVICE_STANDARD, today) > calendar().working_day_from(world.today):
            today -= timedelta(days=1)
        for since, by in (
            (now - timedelta(days=FRESH), other),
            (now - timedelta(days=LATE), other),
            (today, other),
            (now - timedelta(days=LATE + 5), approver),
        ):
            world.application(
                tx,
                shared.scheme,
                world.sme(tx),
                state=ApplicationState.SUBMITTED,
                state_since=since,
                recommended_at=since,
                recommended_by_id=by.known_person_id,
            )
        return approver

    return kept_scene("what waits at home", lambda: build(make))


def page_at(browser: FlaskClient, url: str = "/today") -> Any:
    answer = browser.get(url, query_string=None)
    assert answer.status_code == 200
    return html.fromstring(answer.text)


def numbers(page: Any) -> list[str]:
    return [str(each) for each in page.xpath("//a[@class='work-queue__link']/@href")]


def figures(page: Any) -> list[int]:
    return [int(each) for each in page.xpath("//b[@class='work-facts__figure']/text()")]


def test_the_most_urgent_comes_first_and_what_one_may_not_decide_is_not_counted(
    db_app: Flask, reader: Actor
) -> None:
    page = page_at(browser_of(db_app, reader), "/today?lang=en")
    rows = [row.text_content() for row in page.xpath("//tr[@class='work-queue__row']")]
    decide = [row for row in rows if "Application to decide" in row]
    assert len(decide) == 3
    assert "Late by" in decide[0]
    assert "left" in decide[-1]
    assert page.xpath("//a[@data-hotkey='n']/@href") == numbers(page)[:1]


@pytest.mark.parametrize("place", [0, 1, 2])
def test_each_figure_is_that_of_the_rows_which_it_opens(db_app: Flask, reader: Actor, place: int) -> None:
    browser = browser_of(db_app, reader)
    page = page_at(browser)
    url = page.xpath("//a[starts-with(@class, 'work-facts__fact')]/@href")[place]
    narrowed = page_at(browser, url)
    assert len(numbers(narrowed)) == figures(page)[place]
    assert page_at(browser).xpath("//a[@data-hotkey='n']/@href") == narrowed.xpath(
        "//a[@data-hotkey='n']/@href"
    )


def test_the_home_asks_a_statement_for_each_kind_among_its_rows(db_app: Flask, reader: Actor) -> None:
    browser = browser_of(db_app, reader)
    with counted(db_app) as counts:
        page_at(browser)
    assert counts[0] <= most_statements("/today")


def test_the_late_ones_are_among_what_waits(db_app: Flask, reader: Actor) -> None:
    late, _today, waiting = figures(page_at(browser_of(db_app, reader)))
    assert 0 < late < waiting


def test_a_kind_shows_its_own_rows(db_app: Flask, reader: Actor) -> None:
    browser = browser_of(db_app, reader)
    for chip in page_at(browser).xpath("//nav[@class='chips']/a"):
        found = page_at(browser, chip.get("href"))
        assert len(numbers(found)) == int(chip.xpath("./b/text()")[0])
        (chosen,) = found.xpath("//nav[@class='chips']/a[@aria-current]")
        assert chosen.get("href") == "/today"


def test_pages_follow_one_another_without_a_gap(
    db_app: Flask, reader: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = browser_of(db_app, reader)
    whole = numbers(page_at(browser))
    monkeypatch.setattr(staff_home, "PAGE_SIZE", 1)
    walked: list[str] = []
    url = "/today"
    while url:
        page = page_at(browser, url)
        walked += numbers(page)
        url = next(iter(page.xpath("//a[@rel='next']/@href")), "")
    assert walked == whole


@pytest.mark.parametrize("query", ["when=never", "kind=none", "kind=%00", "when=late&kind=x"])
def test_what_nobody_offers_is_an_empty_queue_or_the_whole(db_app: Flask, reader: Actor, query: str) -> None:
    assert browser_of(db_app, reader).get(f"/today?{query}").status_code == 200


def test_a_bent_bookmark_is_refused(db_app: Flask, reader: Actor) -> None:
    assert browser_of(db_app, reader).get("/today?after=bent").status_code in (200, 400)


def test_who_has_nothing_to_do_is_shown_where_the_work_is(db_app: Flask) -> None:
    auditor = build(lambda tx: World(clock.now()).staff(tx, Role.AUDITOR))
    page = page_at(browser_of(db_app, auditor), "/today?lang=en")
    assert numbers(page) == []
    assert page.xpath("//div[@class='empty-state']//a/@href") == ["/deadlines"]
