"""The deadline board: what each row shows to whom, and that every number on it is what the database counts."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from core import clock
from core.actor import actor_with
from core.database import embedded
from core.db import db
from core.permissions import MATRIX, Permission, Role
from core.registry import Deadline, Turn
from core.terms import Calendar
from demo import people
from identity.people.models import Person
from payouts.states import BATCH_MACHINE
from tests import crawl, signing_in
from tests.copied import BASE, copied
from tests.what_waits import by_when
from web.access import may_open
from web.lists.paging import cursor_text
from web.pages import board
from web.queues.queries import Asked, Mark, counted, in_order, page_of
from web.queues.queue import queues

pytest_plugins = ("tests.demo_world",)
NOW = datetime(2026, 11, 22, 5, tzinfo=UTC)
OFFICER = actor_with(frozenset({Role.PROGRAMME_OFFICER}), person_id=1)
MANY = 620
"""Copies of a kind: more than a board of 500 of a kind could hold."""
LAST = "PY-THE-LAST"
LINES = "statement_line:match"
READERS = [each for each in people.STAFF if Permission.HOUSE_DEADLINES_READ in MATRIX[each.role]]
FINANCE = next(each for each in READERS if each.role is Role.FINANCE_OFFICER)
PROGRAMME = next(each for each in READERS if each.role is Role.PROGRAMME_OFFICER)


def deadline(days_left: int | None, url: str = "/applications/1") -> Deadline:
    due = None if days_left is None else NOW + timedelta(days=days_left)
    turn = Turn("batch:x", BATCH_MACHINE, (), Permission.PAYOUTS_BATCH_DRAFT, "Batch", "officer")
    return Deadline(turn, 1, "Trial Co., Ltd.", url, NOW - timedelta(days=30), due)


@pytest.mark.parametrize(("left", "when"), [(None, "later"), (-1, "late"), (6, "soon"), (8, "later")])
def test_a_row_is_late_soon_or_later(app: Flask, left: int | None, when: str) -> None:
    with app.test_request_context("/deadlines"):
        assert board.board_row(deadline(left), OFFICER, NOW).when == when


def test_only_what_the_reader_may_open_is_a_link(app: Flask) -> None:
    with app.test_request_context("/deadlines"):
        assert may_open(OFFICER, "/applications/1")
        assert not may_open(OFFICER, "/batches/1")
        assert not may_open(OFFICER, "/no-such-page")


def test_who_may_not_open_it_is_not_told_whom_it_is_about(app: Flask) -> None:
    administrator = actor_with(frozenset({Role.ADMINISTRATOR}), person_id=1)
    with app.test_request_context("/deadlines"):
        row = board.board_row(deadline(-1, "/smes/1"), administrator, NOW)
    assert (row.kind, row.reference, row.url) == ("Batch", "", None)


WAITS = {"state_since": "now() - make_interval(days => g / 20)"}
LINE = {
    **WAITS,
    "position": f"{BASE} + g",
    "fingerprint": "sha256(g::text::bytea)",
    "end_to_end_id": f"CASE WHEN g = 1 THEN '{LAST}' ELSE 'XX-' || g END",
}
HELD = {
    **WAITS,
    "redemption_id": f"{BASE} + g",
    "state": "'held'",
    "hold_reason": "'no_account'",
    "settled_at": "NULL",
}


@pytest.fixture(scope="module")
def filled(demo_world: Flask, server: embedded.EmbeddedServer) -> Iterator[Flask]:
    """The demo world with 620 bank lines and 620 held payments more."""
    copies = [
        ("statement_lines", LINE, MANY, "state IN ('mismatched', 'unmatched')"),
        ("payables", HELD, MANY, "true"),
    ]
    with copied(demo_world, server, copies):
        yield demo_world


@pytest.fixture
def full(filled: Flask) -> Iterator[Flask]:
    """The filled world, and a context in which it is read."""
    with filled.app_context():
        yield filled
        db.session.rollback()
        db.session.remove()


def browser_of(full: Flask, colleague: people.Colleague) -> FlaskClient:
    person_id = db.session.scalar(sa.select(Person.id).where(Person.email == colleague.email))
    return signing_in.sign_in(full.test_client(), person_id, "staff")


def page_at(browser: FlaskClient, **chosen: str) -> Any:
    answer = browser.get(f"/deadlines?{urlencode({'lang': 'en', **chosen})}")
    assert answer.status_code == 200
    return html.fromstring(answer.text)


def total(page: Any) -> int:
    shown = "".join(page.xpath("//*[@class='list-page__tools']/p[@class='soft']//text()"))
    found = re.search(r"\d[\d,]*", shown)
    return int(found.group().replace(",", "")) if found else 0


def tiles(page: Any) -> list[int]:
    return [int(each.text_content().replace(",", "")) for each in page.xpath("//*[@class='tile__figure']")]


def lines_of(page: Any) -> list[str]:
    return [
        str(each)
        for each in page.xpath("//main//tbody/tr//a[starts-with(@href, '/statements/lines/')]/@href")
    ]


def walk(browser: FlaskClient, page: Any, way: str) -> Iterator[Any]:
    """The page, and those to which its links lead on."""
    yield page
    while following := page.xpath(f"//a[@rel='{way}']/@href"):
        page = html.fromstring(browser.get(following[0]).text)
        yield page


def csv_rows(browser: FlaskClient, **chosen: str) -> list[list[str]]:
    answer = browser.get(f"/deadlines?{urlencode({'format': 'csv', 'lang': 'en', **chosen})}")
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.get_data(as_text=True))))[1:]


@pytest.mark.parametrize("colleague", READERS, ids=lambda each: each.key)
def test_the_tiles_count_all_that_waits(full: Flask, colleague: people.Colleague) -> None:
    counts = by_when(db.session(), clock.now())
    assert sum(counts.values()) > 2 * MANY
    browser = browser_of(full, colleague)
    page = page_at(browser)
    assert tiles(page) == list(counts.values())
    assert total(page) == sum(counts.values())
    assert {when: total(page_at(browser, when=when)) for when in counts} == counts


def test_a_kind_is_paged_to_its_end_and_back_with_each_row_once(full: Flask) -> None:
    statement = "SELECT id FROM statement_lines WHERE state IN ('mismatched', 'unmatched')"
    there = Counter(f"/statements/lines/{key}" for key in db.session.scalars(sa.text(statement)))
    browser = browser_of(full, FINANCE)
    pages = list(walk(browser, page_at(browser, kind="Bank line"), "next"))
    assert total(pages[0]) == len(there) > MANY
    forth = [line for page in pages for line in lines_of(page)]
    assert Counter(forth) == there
    back = [lines_of(page) for page in walk(browser, pages[-1], "prev")]
    assert [line for page in reversed(back) for line in page] == forth


@pytest.mark.parametrize("endless", [False, True])
def test_all_that_waits_is_paged_in_order(
    full: Flask, monkeypatch: pytest.MonkeyPatch, endless: bool
) -> None:
    if endless:
        monkeypatch.setitem(queues, LINES, replace(queues[LINES], limit=None))
    asked, now = Asked(tuple(queues.values())), clock.now()
    forth: list[tuple[Mark, Deadline]] = []
    back: list[tuple[Mark, Deadline]] = []
    with full.test_request_context():
        while (found := page_of(db.session(), asked, now, 300, forth[-1][0] if forth else None)).rows:
            forth += found.rows
        mark = forth[-1][0]
        while (found := page_of(db.session(), asked, now, 170, mark, backwards=True)).rows:
            back, mark = found.rows + back, found.rows[0][0]
        streamed = list(in_order(db.session(), asked, now))
        there = sum(each.of("") for each in counted(db.session(), asked, now).values())
    assert [row for _mark, row in forth] == streamed
    assert back == forth[:-1]
    assert len({(mark.queue.label, mark.key) for mark, _row in forth}) == len(forth) == there
    dues = [row.due for row in streamed if row.due]
    assert dues == sorted(dues)
    assert [row.due is None for row in streamed] == sorted(row.due is None for row in streamed)
    assert any(row.due is None for row in streamed) is endless


def test_a_search_finds_what_stands_last(full: Flask) -> None:
    page = page_at(browser_of(full, FINANCE), q=LAST.lower())
    assert lines_of(page) == [f"/statements/lines/{BASE + 1}"]
    assert total(page) == 1


def test_a_search_finds_nothing_by_a_reference_that_the_reader_may_not_see(full: Flask) -> None:
    browser = browser_of(full, PROGRAMME)
    page = page_at(browser, kind="Bank line")
    assert total(page) > MANY
    assert lines_of(page) == []
    assert not any(row[1] for row in csv_rows(browser, kind="Bank line"))
    assert total(page_at(browser, q=LAST)) == 0
    assert csv_rows(browser, q=LAST) == []


def test_it_leaves_as_a_file_whole(full: Flask) -> None:
    browser = browser_of(full, FINANCE)
    rows = csv_rows(browser, kind="Bank line")
    assert len(rows) == total(page_at(browser, kind="Bank line")) > MANY
    assert LAST in {row[1] for row in rows}


def test_the_board_is_read_in_few_statements(full: Flask) -> None:
    browser = browser_of(full, FINANCE)
    for chosen in ({}, {"q": "XX-6"}, {"kind": "Bank line"}):
        with crawl.counted(full) as counts:
            page = page_at(browser, **chosen)
        kinds = {str(each.text) for each in page.xpath("//main//tbody/tr//a")}
        assert counts[-1] <= 10 + len(kinds)


@pytest.mark.parametrize(
    ("bent", "status"),
    [
        ("x", 200),
        ("²", 200),
        (cursor_text(["no:queue", "2026-01-01", 1]), 400),
        (cursor_text([LINES, "x", 1]), 400),
        (cursor_text([LINES, NOW, "x"]), 400),
        (cursor_text([LINES, "9999-12-31T23:59:59+00:00", 1]), 400),
        (cursor_text(["coupon:use", "0001-01-01", 1]), 400),
    ],
)
def test_a_bent_mark_is_the_first_page_or_refused(full: Flask, bent: str, status: int) -> None:
    answer = browser_of(full, FINANCE).get("/deadlines", query_string={"after": bent})
    assert answer.status_code == status


def test_no_row_is_lost_about_a_day_struck_from_the_holidays(
    full: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = clock.now()
    struck = {clock.bangkok_date(now) + timedelta(days=n): now - timedelta(days=n) for n in (1, 3, 6, 8)}
    odd = Calendar(lambda _day: False, struck=struck)
    monkeypatch.setattr("core.calendar.due.calendar", lambda: odd)
    monkeypatch.setattr("web.queues.queries.calendar", lambda: odd)
    asked = Asked((queues[LINES], queues["payable:account:no_account"]))
    marks: list[Mark] = []
    with full.test_request_context():
        while (found := page_of(db.session(), asked, now, 90, marks[-1] if marks else None)).rows:
            marks += [mark for mark, _row in found.rows]
        there = sum(each.of("") for each in counted(db.session(), asked, now).values())
    assert len({(mark.queue.label, mark.key) for mark in marks}) == len(marks) == there
