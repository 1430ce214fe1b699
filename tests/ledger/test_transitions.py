"""The table of moves, and that the database, the docs and the words know the same one."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
import sqlalchemy as sa

from core.db import db
from core.labels import has_words
from ledger import labels  # noqa: F401 - importing declares the words
from ledger.rules import LedgerReason
from ledger.states import Kind, Level, Move
from ledger.transitions import RETURNING, RULES, STAGE, TABLE, permits

DOCS = Path(__file__).parents[2] / "docs" / "ledger.md"


def doc_rows() -> list[str]:
    """The table of moves as docs/ledger.md prints it."""
    rows = [
        f"| {rule.words} | `{rule.move}` | {rule.source}{_of(rule.source_level)} → "
        f"{rule.destination}{_of(rule.destination_level)} | {', '.join(rule.on)} |"
        for rule in TABLE
    ]
    return [
        *rows,
        "| Any mistake, with its reason | `reverse` | the ends of the posting it undoes, the other way round | that of the posting |",
    ]


def _of(level: Level) -> str:
    return {Level.LINE: " (line)", Level.SCHEME: "", Level.EITHER: " (line or scheme)"}[level]


def test_every_move_but_reversal_has_exactly_one_row():
    assert sorted(RULES) == sorted(set(Move) - {Move.REVERSE})
    assert len(RULES) == len(TABLE)


def test_every_kind_of_account_can_be_reached_and_only_ends_keep_money_for_ever():
    assert {rule.destination for rule in TABLE} == set(Kind)
    ends = set(Kind) - {rule.source for rule in TABLE}
    assert ends == {Kind.REMITTED, Kind.WRITTEN_OFF, Kind.RETURNED_TO_TREASURY, Kind.LAPSED}


def test_only_the_moves_of_a_coupon_pass_its_stages():
    for rule in TABLE:
        assert rule.per_coupon == (STAGE[rule.source] + STAGE[rule.destination] > 0), rule.move


def test_each_way_back_to_available_has_a_twin_that_lapses():
    for move in RETURNING.values():
        twin = RULES[RULES[move].on_closed_line]
        assert (twin.source, twin.destination, twin.on) == (RULES[move].source, Kind.LAPSED, RULES[move].on)


def test_every_kind_move_and_reason_has_words(app):
    assert all(has_words(member) for member in [*Kind, *Move, *LedgerReason])


def test_the_docs_print_this_table():
    printed = [line for line in DOCS.read_text().splitlines() if line.startswith("| ") and "`" in line]
    assert [row for row in doc_rows() if row not in printed] == [], "bring docs/ledger.md up to date"


@pytest.mark.usefixtures("db_app")
def test_the_database_permits_exactly_the_moves_of_the_table():
    levels = ((None, None), (None, 1), (1, None), (1, 1), (1, 2))
    cases = [
        (move, source, from_scheme, destination, to_scheme, coupon)
        for move, source, destination in itertools.product(Move, Kind, Kind)
        for (from_scheme, to_scheme), coupon in itertools.product(levels, (None, 5))
    ]
    answers = db.session.scalars(
        sa.text(
            "SELECT ledger_permits(m, s, fs, d, ts, c) FROM unnest(CAST(:m AS text[]), CAST(:s AS text[]),"
            " CAST(:fs AS bigint[]), CAST(:d AS text[]), CAST(:ts AS bigint[]), CAST(:c AS bigint[]))"
            " WITH ORDINALITY AS t (m, s, fs, d, ts, c, n) ORDER BY n"
        ),
        {name: [case[at] for case in cases] for at, name in enumerate(("m", "s", "fs", "d", "ts", "c"))},
    ).all()
    for case, answer in zip(cases, answers, strict=True):
        move, source, from_scheme, destination, to_scheme, coupon = case
        wanted = (
            permits(
                move,
                source,
                destination,
                source_of_line=from_scheme is None,
                destination_of_line=to_scheme is None,
            )
            and (from_scheme == to_scheme or None in (from_scheme, to_scheme))
            and (coupon is not None) == RULES[move].per_coupon
        )
        assert answer == wanted, case
