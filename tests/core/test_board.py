"""The deadline board: order, choices in the address, pages, files, and links only to what the reader may open."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from core.actor import actor_with
from core.permissions import Permission, Role
from core.registry import Deadline, Turn
from payouts.states import BATCH_MACHINE
from web.access import may_open
from web.pages import board

NOW = datetime(2026, 11, 22, 5, tzinfo=UTC)
OFFICER = actor_with(frozenset({Role.PROGRAMME_OFFICER}), person_id=1)


def deadline(reference: str, days: int | None, kind: str = "Batch", url: str = "/applications/1") -> Deadline:
    due = None if days is None else NOW + timedelta(days=days)
    turn = Turn("batch:x", BATCH_MACHINE, (), Permission.PAYOUTS_BATCH_DRAFT, kind, "officer")
    return Deadline(turn, 1, reference, url, NOW - timedelta(days=30), due)


@pytest.fixture
def rows(app: Flask) -> list[board.BoardRow]:
    with app.test_request_context("/deadlines"):
        found = [deadline("none", None), deadline("late", -1), deadline("soon", 6), deadline("later", 8)]
        return board.board_rows(found, OFFICER, NOW)


def test_the_most_overdue_comes_first_and_what_has_no_limit_last(rows: list[board.BoardRow]) -> None:
    assert [(row.reference, row.when) for row in rows] == [
        ("late", "late"),
        ("soon", "soon"),
        ("later", "later"),
        ("none", "later"),
    ]
    assert board.counts(rows) == {"late": 1, "soon": 1, "later": 2}


@pytest.mark.parametrize(
    ("chosen", "left"),
    [({"when": "late"}, ["late"]), ({"q": "NON"}, ["none"]), ({"kind": "Plan"}, []), ({"when": ""}, 4)],
)
def test_choices_narrow_it(rows: list[board.BoardRow], chosen: dict[str, str], left: object) -> None:
    found = [row.reference for row in board.narrowed(rows, chosen)]
    assert found == left or len(found) == left


def test_a_page_holds_fifty_and_keeps_the_choices(app: Flask) -> None:
    with app.test_request_context("/deadlines"):
        rows = board.board_rows([deadline(f"{n:03}", -1) for n in range(120)], OFFICER, NOW)
        page = board.board_page(rows, {"when": "late", "from": "50", "lang": "en"})
    assert (len(page["rows"]), page["total"], page["rows"][0].reference) == (50, 120, "050")
    assert page["next_url"] == "/deadlines?when=late&from=100"
    assert page["previous_url"] == "/deadlines?when=late&from=0"
    assert page["csv_url"] == "/deadlines?when=late&format=csv"


@pytest.mark.parametrize("bent", ["x", "-1", "9" * 30, "²"])
def test_a_bent_page_number_is_the_first_page(app: Flask, bent: str) -> None:
    with app.test_request_context("/deadlines"):
        rows = board.board_rows([deadline("one", -1)], OFFICER, NOW)
        assert board.board_page(rows, {"from": bent})["previous_url"] is None


def test_only_what_the_reader_may_open_is_a_link(app: Flask) -> None:
    with app.test_request_context("/deadlines"):
        assert may_open(OFFICER, "/applications/1")
        assert not may_open(OFFICER, "/batches/1")
        assert not may_open(OFFICER, "/no-such-page")


def test_who_may_not_open_it_is_not_told_whom_it_is_about(app: Flask) -> None:
    administrator = actor_with(frozenset({Role.ADMINISTRATOR}), person_id=1)
    with app.test_request_context("/deadlines"):
        (row,) = board.board_rows([deadline("Trial Co., Ltd.", -1, url="/smes/1")], administrator, NOW)
    assert (row.kind, row.reference, row.url) == ("Batch", "", None)


def test_it_leaves_as_a_file(app: Flask) -> None:
    with app.test_request_context("/deadlines"):
        rows = board.board_rows([deadline("=1+1", -1)], OFFICER, NOW)
        answer = board.board_file(rows, {}, "csv")
        answer.direct_passthrough = False
        assert answer.status_code == 200
        assert b"'=1+1" in answer.data
        answer.close()
