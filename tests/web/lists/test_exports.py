"""A list as a file: whole or not at all, no connection held by a reader, a long one in the background for one person."""

from __future__ import annotations

import csv
import io
import multiprocessing
import os
import signal
from contextlib import ExitStack
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

import openpyxl
import psycopg
import pytest
import sqlalchemy as sa
from flask import Flask, url_for
from flask.testing import FlaskClient
from lxml import html

from core import clock
from core.actor import Actor
from core.db import db, transaction
from core.documents import operations as documents
from core.documents import slots
from core.documents.models import Document
from core.permissions import Role
from core.tasks import queue as jobs
from core.tasks.models import LongWork
from core.tasks.states import WorkState
from identity.staff.models import StaffRole
from tests.factories import World, build
from tests.house.sides import browser_of
from tests.works import kept_work, run_work, work_of
from web.lists import exports

PEOPLE = 6
BUSY = {"th": "มีคนกำลังดาวน์โหลดหลายรายการ", "en": "Several lists are being downloaded"}


@pytest.fixture
def administrator(db_app: Flask) -> Actor:
    """Somebody who reads the list of staff: themselves and five auditors."""
    world = World(clock.now())

    def make(tx: Any) -> Actor:
        for _ in range(PEOPLE - 1):
            world.staff(tx, Role.AUDITOR)
        return world.staff(tx, Role.ADMINISTRATOR)

    actor: Actor = build(make)
    return actor


@pytest.fixture
def browser(db_app: Flask, administrator: Actor) -> FlaskClient:
    return browser_of(db_app, administrator)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A list of three rows is too long to be sent at once."""
    monkeypatch.setattr(exports, "MOST_AT_ONCE", 2)


def in_transaction(app: Flask) -> int:
    with psycopg.connect(app.installation.reach.url, autocommit=True) as other:
        asked = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND state LIKE 'idle in transaction%'"
        )
        row = other.execute(asked).fetchone()
        return int(row[0]) if row else -1


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def asked(browser: FlaskClient, address: str) -> Any:
    """Open the page that offers the file, and press its button."""
    page = html.document_fromstring(browser.get(address).text)
    form = next(each for each in page.forms if str(each.action).endswith("/exports/"))
    return browser.post("/exports/", data=dict(form.form_values()))


def prepared(app: Flask, browser: FlaskClient, address: str) -> LongWork:
    return run_work(app, work_of(asked(browser, address).headers["Location"]))


def test_a_short_list_is_sent_whole_and_holds_no_connection_while_it_is_read(
    db_app: Flask, browser: FlaskClient
) -> None:
    db.session.remove()
    answer = FlaskClient.open(browser, "/people?format=csv&role=auditor&lang=en", buffered=False)
    assert answer.status_code == 200
    assert in_transaction(db_app) == 0
    content = answer.get_data()
    assert answer.content_length == len(content)
    assert [row[2] for row in rows_of(content)] == ["Role", *["Auditor"] * (PEOPLE - 1)]
    answer.close()
    db.session.remove()
    assert in_transaction(db_app) == 0


def test_an_answer_that_nobody_reads_or_only_its_head_leaves_nothing_behind(
    db_app: Flask, browser: FlaskClient
) -> None:
    for method in ("GET", "HEAD"):
        answer = FlaskClient.open(browser, "/people?format=csv", method=method, buffered=False)
        assert answer.status_code == 200
        answer.close()
    db.session.remove()
    assert in_transaction(db_app) == 0


def test_what_breaks_midway_is_an_error_and_not_half_a_file(
    db_app: Flask, browser: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    cell, told = exports.write_csv.__globals__["_cell"], [0]

    def break_down(value: Any) -> Any:
        told[0] += 1
        if told[0] > 12:
            raise ZeroDivisionError
        return cell(value)

    monkeypatch.setitem(exports.write_csv.__globals__, "_cell", break_down)
    monkeypatch.setitem(db_app.config, "PROPAGATE_EXCEPTIONS", False)
    answer = browser.get("/people?format=csv")
    assert (answer.status_code, answer.mimetype) == (500, "text/html")
    db.session.remove()
    assert in_transaction(db_app) == 0


@pytest.mark.parametrize("language", ["th", "en"])
def test_one_more_than_the_setting_allows_is_told_to_come_back(
    db_app: Flask, browser: FlaskClient, language: str
) -> None:
    settings = db_app.installation.settings
    with ExitStack() as taken:
        for _ in range(settings.exports_at_once):
            assert taken.enter_context(slots.one_of(settings.exports_at_once, "export", settings))
        answer = browser.get(f"/people?format=csv&lang={language}")
        assert answer.status_code == 429
        assert answer.headers["Retry-After"] == str(exports.RETRY_SECONDS)
        assert BUSY[language] in answer.text
        assert browser.get("/people").status_code == 200
    assert browser.get("/people?format=csv").status_code == 200


def test_what_breaks_in_a_place_is_heard_and_leaves_the_place(app: Flask) -> None:
    """Also what looks like a place that is taken."""
    settings = app.installation.settings
    with pytest.raises(BlockingIOError), slots.one_of(2, "test", settings):
        raise BlockingIOError("a pipe that is full")
    with slots.one_of(1, "test", settings) as free:
        assert free


def _hold(settings: Any, gate: Any) -> None:
    with slots.one_of(1, "test", settings) as free:
        gate.send(free)
        signal.pause()


def test_a_killed_process_leaves_no_place_taken(app: Flask) -> None:
    settings = app.installation.settings
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe()
    other = context.Process(target=_hold, args=(settings, there))
    other.start()
    assert here.recv()
    with slots.one_of(1, "test", settings) as free:
        assert not free
    os.kill(other.pid or 0, signal.SIGKILL)
    other.join()
    with slots.one_of(1, "test", settings) as free:
        assert free


def test_a_workbook_is_offered_and_reading_the_offer_does_nothing(
    db_app: Flask, browser: FlaskClient
) -> None:
    answer = browser.get("/people?format=xlsx&lang=en")
    assert answer.status_code == 200
    assert "Only you can download it, until" in answer.text
    assert db.session.scalars(sa.select(LongWork)).all() == []


def test_a_long_list_is_prepared_with_its_filters_and_order_in_the_language_of_who_asked(
    db_app: Flask, browser: FlaskClient, few: None
) -> None:
    assert browser.get("/people?format=csv").status_code == 409
    browser.set_cookie("lang", "en")
    address = "/people?format=csv&role=auditor&sort=-email"
    work = prepared(db_app, browser, address)
    assert (work.state, work.done, work.total) == (WorkState.DONE, PEOPLE - 1, PEOPLE - 1)
    assert f'href="/work/{work.id}"' in browser.get("/today").text
    page = browser.get(f"/work/{work.id}", follow_redirects=True)
    assert "staff.csv" in page.text
    assert "Available until" in page.text
    answer = browser.get(f"/exports/{work.result_id}/file")
    rows = rows_of(answer.data)
    assert [row[2] for row in rows] == ["Role", *["Auditor"] * (PEOPLE - 1)]
    emails = [row[1] for row in rows[1:]]
    assert emails == sorted(emails, reverse=True)
    assert answer.headers["Content-Disposition"] == "attachment; filename=staff.csv"


def test_a_workbook_is_prepared(db_app: Flask, browser: FlaskClient) -> None:
    work = prepared(db_app, browser, "/people?format=xlsx")
    content = browser.get(f"/exports/{work.result_id}/file").data
    assert openpyxl.load_workbook(io.BytesIO(content)).active.max_row == 1 + PEOPLE


def test_the_board_of_deadlines_is_prepared_too(db_app: Flask, browser: FlaskClient) -> None:
    assert prepared(db_app, browser, "/deadlines?format=xlsx").state is WorkState.DONE


def test_the_file_is_for_who_asked_alone_and_only_while_they_may_open_the_list(
    db_app: Flask, browser: FlaskClient, administrator: Actor
) -> None:
    work = prepared(db_app, browser, "/people?format=xlsx")
    pages = (f"/work/{work.id}", f"/exports/{work.result_id}", f"/exports/{work.result_id}/file")
    world = World(first=90)
    others = [
        build(lambda tx, role=role: world.staff(tx, role)) for role in (Role.AUDITOR, Role.ADMINISTRATOR)
    ]
    for other in others:
        stranger = browser_of(db_app, other)
        assert {stranger.get(page).status_code for page in pages} == {404}
    build(
        lambda tx: tx.execute(
            sa.update(StaffRole)
            .where(StaffRole.person_id == administrator.person_id)
            .values(role=Role.AUDITOR)
        )
    )
    db.session.remove()
    assert {browser.get(page).status_code for page in pages[1:]} == {404}


def test_a_right_that_ended_before_the_file_was_begun_gives_no_file(
    db_app: Flask, browser: FlaskClient, administrator: Actor
) -> None:
    work_id = work_of(asked(browser, "/people?format=xlsx").headers["Location"])
    ended = sa.update(StaffRole).where(StaffRole.person_id == administrator.person_id)
    build(lambda tx: tx.execute(ended.values(ended_at=clock.now(), ended_by_id=administrator.person_id)))
    db.session.remove()
    assert run_work(db_app, work_id).state is WorkState.REFUSED
    assert db.session.scalars(sa.select(Document)).all() == []
    assert list((db_app.installation.settings.data_dir / "documents" / "in").glob("*")) == []


def test_one_file_at_a_time_is_prepared_for_one_person(db_app: Flask, browser: FlaskClient) -> None:
    browser.set_cookie("lang", "en")
    first = asked(browser, "/people?format=xlsx").headers["Location"]
    second = asked(browser, "/deadlines?format=xlsx").headers["Location"]
    assert second == first
    assert "Another file is already being prepared for you" in browser.get(first).text


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/me?format=csv", 404),
        ("/no-such-page?format=csv", 404),
        ("/audit?format=csv", 403),
        ("//evil.example/?format=csv", 400),
        ("people?format=csv", 400),
        ("/people" + "x" * 3_000, 400),
        ("", 400),
    ],
)
def test_only_a_list_of_ours_that_one_may_open_is_prepared(
    db_app: Flask, browser: FlaskClient, address: str, status: int
) -> None:
    answer = browser.post("/exports/", data={"address": address, "format": "csv"})
    assert answer.status_code == status
    assert db.session.scalars(sa.select(LongWork)).all() == []


@pytest.mark.parametrize("endpoint", ["today.today", "identity.me", "openness.home"])
def test_a_page_that_is_no_list_is_not_even_run(
    db_app: Flask, browser: FlaskClient, monkeypatch: pytest.MonkeyPatch, endpoint: str
) -> None:
    runs: list[str] = []
    with db_app.test_request_context():
        address = url_for(endpoint)

    @wraps(db_app.view_functions[endpoint])
    def count(**_arguments: Any) -> str:
        runs.append(endpoint)
        return "a page"

    monkeypatch.setitem(db_app.view_functions, endpoint, count)
    assert browser.post("/exports/", data={"address": address, "format": "csv"}).status_code == 404
    assert runs == []
    assert browser.get(address).text == "a page"
    assert runs == [endpoint]


@pytest.mark.parametrize(
    "address", ["/people", "/people?format=csv", "/people?format=xlsx", "/deadlines", "/deadlines?format=csv"]
)
def test_a_view_that_does_not_say_that_it_is_a_list_shows_none(
    db_app: Flask, browser: FlaskClient, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    for endpoint in ("identity.people", "today.deadlines"):
        view = db_app.view_functions[endpoint]

        def forgetful(view: Any = view) -> Any:
            return view()

        forgetful.access = view.access  # type: ignore[attr-defined]  # a mark
        monkeypatch.setitem(db_app.view_functions, endpoint, forgetful)
    assert browser.get(address).status_code == 500


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_stranger_is_told_to_narrow_the_list(db_app: Flask, few: None, kind: str) -> None:
    world = World(clock.now())

    def offers(tx: Any) -> None:
        category = world.category(tx)
        provider = world.provider(tx, category)
        for _ in range(3):
            world.service(tx, provider, category)

    build(offers)
    stranger = db_app.test_client()
    answer = stranger.get(f"/directory?format={kind}&lang=en")
    assert answer.status_code == (409 if kind == "csv" else 200)
    assert "Make the list shorter" in answer.text
    assert "/exports/" not in answer.text
    assert "format=xlsx" not in stranger.get("/directory").text


def test_a_file_is_deleted_after_some_days_and_what_was_searched_for_is_forgotten(
    db_app: Flask, browser: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = prepared(db_app, browser, "/people?format=xlsx&q=somebody")
    document = db.session.get_one(Document, work.result_id)
    digest, work_id, export_id = document.sha256, work.id, work.result_id
    made = clock.now()

    def swept_at(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)
        db.session.remove()
        jobs.run_now(db_app, "house.sweep_files")

    swept_at(made + timedelta(days=6))
    assert documents.path_of(digest).exists()
    assert "q=somebody" in kept_work(work_id).arguments["address"]
    swept_at(made + timedelta(days=8))
    assert not documents.path_of(digest).exists()
    assert kept_work(work_id).arguments["address"] == "/people"
    monkeypatch.setattr(clock, "now", lambda: made)
    assert "This file was deleted" in browser.get(f"/exports/{export_id}?lang=en").text
    assert browser.get(f"/exports/{export_id}/file").status_code == 404


def test_a_read_that_is_not_told_to_write_cannot(db_app: Flask) -> None:
    from core.db import reading

    with reading() as session, pytest.raises(sa.exc.DBAPIError, match="read-only"):
        session.execute(sa.delete(Document))
    with transaction() as tx:
        tx.execute(sa.delete(Document))


@pytest.mark.parametrize("address", ["//[", "//[::1/smes/", "//evil.example/people", "/%70eople"])
def test_an_address_that_is_written_otherwise_than_it_is_read_is_no_list(
    address: str, browser: FlaskClient
) -> None:
    given = {"address": f"{address}?format=csv", "format": "csv"}
    assert browser.post("/exports/", data=given).status_code in (400, 404)
