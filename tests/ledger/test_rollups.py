"""Balances by roll-up and tail; what a roll-up may take, and that it can be made anew."""

from __future__ import annotations

import psycopg
import pytest
import sqlalchemy as sa

from core.database.embedded import APP_ROLE
from core.db import db
from ledger import queries
from ledger.checks import run_all
from ledger.models import Posting
from ledger.services.rebuild_rollups import rebuild_rollups
from ledger.services.roll_up import roll_up
from ledger.states import Kind, Move
from tests.ledger.till import LINE, balance, commit, open_world, post, settle

pytestmark = pytest.mark.usefixtures("db_app")


def everything() -> list[queries.Balance]:
    db.session.rollback()
    return queries.balances(db.session())


def postings() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Posting))


def test_a_balance_is_the_same_before_between_and_after_roll_ups():
    open_world()
    commit(400)
    before = everything()
    settle()
    assert everything() == before
    post(Move.RESERVE, 100)
    assert balance(Kind.RESERVED) == 100
    settle()
    assert balance(Kind.RESERVED) == 100
    assert run_all() == []


def test_a_roll_up_takes_nothing_that_a_running_transaction_could_still_join(server, database):
    open_world()
    settle()
    with psycopg.connect(server.url(APP_ROLE, database)) as slow:
        slow.execute("SELECT pg_current_xact_id()")
        commit(400)
        assert roll_up() == 0
        assert balance(Kind.COMMITTED) == 400
        slow.rollback()
    settle()
    assert balance(Kind.COMMITTED) == 400


def test_rebuilding_from_nothing_gives_the_same_balances():
    open_world()
    commit(400)
    settle()
    before = everything()
    rebuild_rollups()
    assert everything() == before
    assert run_all() == []


def test_the_commands_say_how_many_postings_they_took(db_app):
    open_world()
    settle()
    answer = db_app.test_cli_runner().invoke(args=["ledger", "rebuild"])
    assert answer.output == f"{postings()} postings taken\n"
    assert db_app.test_cli_runner().invoke(args=["ledger", "rollup"]).output == "0 postings taken\n"


def test_the_balances_of_a_line_and_the_trial_balance_add_up_to_zero():
    open_world()
    commit(400)
    totals: dict[Kind, int] = {}
    for row in queries.balances(db.session(), line_ids=[LINE]):
        totals[row.kind] = totals.get(row.kind, 0) + row.balance.satang
    assert {kind: total for kind, total in totals.items() if total} == {
        Kind.APPROPRIATED: -1000,
        Kind.COMMITTED: 400,
        Kind.AVAILABLE: 600,
    }
    assert sum(row.balance.satang for row in queries.trial_balance(db.session())) == 0


def test_a_lines_statement_is_newest_first_paged_by_key_and_without_gathering():
    open_world(1000, stripes=4)
    commit(900)
    first = queries.line_statement(db.session(), LINE, limit=2)
    assert [line.move for line in first] == [Move.COMMIT, Move.ALLOT]
    rest = queries.line_statement(db.session(), LINE, before_id=first[-1].id)
    assert [line.move for line in rest] == [Move.ALLOT] * 3 + [Move.APPROPRIATE]
