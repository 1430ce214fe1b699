"""Every list of the house: search, filters and sort from the address, paging by key, files."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.exceptions import BadRequest

from core.db import db, transaction
from core.mail.models import OutboundMail
from core.money import Money
from web.lists.listing import Column, Filter, ListPage, ListView

BEGAN = datetime(2026, 11, 1, tzinfo=UTC)
COUNT = 60


def search(_session: Any, statement: Any, typed: str) -> Any:
    return statement.where(OutboundMail.subject.contains(typed, autoescape=True))


LETTERS = ListPage(
    columns=[
        Column("subject", "Subject", lambda row: row.subject, OutboundMail.subject),
        Column("created", "Created", lambda row: row.created_at, OutboundMail.created_at),
        Column("attempts", "Attempts", lambda row: Money(row.attempts), OutboundMail.attempts, numeric=True),
        Column("body", "Body", lambda row: row.body),
    ],
    key=OutboundMail.id,
    default_sort="created",
    default_descending=True,
    file_name="letters",
    filters=[
        Filter(
            "attempts",
            "Attempts",
            lambda: [("0", "none"), ("1", "one")],
            lambda statement, chosen: statement.where(OutboundMail.attempts == int(chosen)),
        )
    ],
    search=search,
    search_label="Subject",
    page_size=25,
)


@pytest.fixture
def letters(db_app: Flask) -> Flask:
    with transaction() as tx:
        for number in range(COUNT):
            tx.add(
                OutboundMail(
                    to_address="a@example.test",
                    subject=f"เรื่องที่ {number:02d}",
                    body=("=cmd()", "+1", "-1", "@x", "plain")[number % 5],
                    created_at=BEGAN + timedelta(hours=number // 10),
                    attempts=number % 2,
                )
            )
    return db_app


def view(app: Flask, query: str = "") -> ListView:
    with app.test_request_context(f"/letters{query}"):
        answer = LETTERS.answer(db.session(), sa.select(OutboundMail))
    assert isinstance(answer, ListView)
    return answer


def ids(page: ListView) -> list[int]:
    return [row.id for row in page.rows]


def query_of(url: str) -> str:
    return "?" + url.partition("?")[2]


@pytest.mark.parametrize("sort", ["", "?sort=created", "?sort=-subject", "?sort=attempts", "?sort=-attempts"])
def test_paging_forward_sees_each_row_once_and_back_the_same_pages(letters: Flask, sort: str) -> None:
    pages = [view(letters, sort)]
    while pages[-1].next_url:
        pages.append(view(letters, query_of(pages[-1].next_url)))

    forward = [ids(page) for page in pages]
    seen = [each for page in forward for each in page]
    assert len(set(seen)) == len(seen)
    assert len(seen) == COUNT
    back = [ids(pages[-1])]
    page = pages[-1]
    while page.previous_url:
        page = view(letters, query_of(page.previous_url))
        back.insert(0, ids(page))
    assert back == forward


def test_a_row_added_meanwhile_does_not_shift_the_next_page(letters: Flask) -> None:
    first = view(letters, "?sort=subject")
    with transaction() as tx:
        tx.add(OutboundMail(to_address="a@example.test", subject="เรื่องที่ 00ก", body="", created_at=BEGAN))

    assert not set(ids(first)) & set(ids(view(letters, query_of(first.next_url or ""))))


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("๐-๑๐-๗-๕๓๗-๐๐๐๘๘-๒", "0107537000882"),
        ("0 1075 37000 88 2", "0107537000882"),
        ("C๒๕๗๐-๐๐๐๕๘๖", "C2570-000586"),
        ("ร้าน ๙ พี่น้อง", "ร้าน ๙ พี่น้อง"),
        ("081-234-5678", "081-234-5678"),
    ],
)
def test_a_number_is_searched_as_it_is_kept(letters: Flask, typed: str, asked: str) -> None:
    heard: list[str] = []

    def hear(_session: Any, statement: Any, text: str) -> Any:
        heard.append(text)
        return statement

    with letters.test_request_context(f"/letters?q={quote(typed)}"):
        replace(LETTERS, search=hear).answer(db.session(), sa.select(OutboundMail))

    assert heard == [asked]


def test_search_takes_wildcards_as_they_are_typed(letters: Flask) -> None:
    assert len(view(letters, f"?q={quote('ที่ 07')}").rows) == 1
    assert view(letters, "?q=%25").rows == []


def test_a_filter_shows_as_a_chip_that_can_be_taken_away(letters: Flask) -> None:
    page = view(letters, "?attempts=1&sort=subject")

    assert {row.attempts for row in page.rows} == {1}
    assert page.chips == [{"label": "Attempts: one", "remove_url": "/letters?sort=subject"}]


@pytest.mark.parametrize(
    "bent", ["?attempts=99", "?sort=nonsense", "?after=%%%", "?after=bm90LWpzb24", "?q=%00"]
)
def test_a_bent_address_still_shows_the_list(letters: Flask, bent: str) -> None:
    assert len(view(letters, bent).rows) == 25


def test_a_cursor_of_the_wrong_type_is_a_bad_request(letters: Flask) -> None:
    import base64

    cursor = base64.urlsafe_b64encode(b'["not a date", 1]').decode()
    with pytest.raises(BadRequest):
        view(letters, f"?after={cursor}")


def file(app: Flask) -> bytes:
    with app.test_request_context("/letters?format=csv&attempts=0&sort=subject"):
        answer = LETTERS.answer(db.session(), sa.select(OutboundMail))
        assert not isinstance(answer, ListView)
        assert answer.headers["Content-Disposition"] == "attachment; filename=letters.csv"
        answer.direct_passthrough = False
        content = bytes(answer.data)
        assert answer.content_length == len(content)
        answer.close()
        return content


def test_csv_has_all_rows_of_the_filter_and_no_formula(letters: Flask) -> None:
    content = file(letters).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content)))

    assert rows[0] == ["Subject", "Created", "Created (พ.ศ.)", "Attempts", "Body"]
    assert len(rows) == 1 + COUNT // 2
    assert rows[1] == [
        "เรื่องที่ 00",
        "2026-11-01 07:00",
        "1 พฤศจิกายน พ.ศ. 2569 07:00 น.",
        "0.00",
        "'=cmd()",
    ]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
