"""What the database refuses by itself: to the application's login by grants, to its owner by triggers."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import errors

import coupons.claims.models  # noqa: F401 - its append-only tables are part of the question
from core.database.embedded import APP_ROLE, OWNER_ROLE
from core.db import db
from migrations import guards
from tests.ledger.till import commit, open_world

CHANGES = ("UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0} CASCADE")
SOME_COLUMN = {"audit_seals": "number"}


@pytest.fixture
def connect(db_app, server, database):
    """A connection of either role to a database in which something was posted."""
    open_world()
    commit(100)
    db.session.rollback()

    def as_role(role: str) -> psycopg.Connection:
        return psycopg.connect(server.url(role, database))

    return as_role


def test_what_the_models_call_append_only_is_guarded():
    marked = {table.name for table in db.metadata.tables.values() if table.info.get("append_only")}
    assert marked == set(guards.APPEND_ONLY), "mark it in models.py and list it in migrations/guards.py"


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("table", guards.APPEND_ONLY)
def test_the_application_may_only_add_and_read(connect, table, change):
    with connect(APP_ROLE) as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute(change.format(table, SOME_COLUMN.get(table, "id")))


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("table", ["ledger_postings", "ledger_accounts"])
def test_even_the_owner_meets_the_trigger(connect, table, change):
    with connect(OWNER_ROLE) as connection, pytest.raises(errors.RestrictViolation, match="append-only"):
        connection.execute(change.format(table, "id"))


def test_the_application_may_not_take_the_triggers_off(connect):
    with connect(APP_ROLE) as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute("ALTER TABLE ledger_postings DISABLE TRIGGER ALL")


def test_nothing_is_granted_on_a_table_that_nobody_granted(connect):
    with connect(OWNER_ROLE) as connection:
        connection.execute("CREATE TABLE brand_new (id int)")
        may = connection.execute(
            f"SELECT has_table_privilege('{APP_ROLE}', 'brand_new', 'SELECT')"
        ).fetchone()
        connection.rollback()
    assert may == (False,)


INSERT = """INSERT INTO ledger_postings (source_id, destination_id, amount_satang, move, reference, subject_kind,
    subject_id, coupon_id, occurred_at, xact_id, recorded_at)
    SELECT (SELECT id FROM ledger_accounts WHERE kind = %(source)s ORDER BY scheme_id NULLS LAST LIMIT 1),
    (SELECT id FROM ledger_accounts WHERE kind = %(destination)s ORDER BY scheme_id NULLS LAST, id DESC LIMIT 1),
    1, %(move)s, 'x', 'redemption', 1, %(coupon)s, now(), 7, '2001-01-01' RETURNING xact_id, recorded_at"""


@pytest.mark.parametrize(
    ("move", "source", "destination", "coupon"),
    [
        ("reserve", "committed", "paid", 1),
        ("pay", "committed", "reserved", 1),
        ("reserve", "committed", "reserved", None),
        ("reserve", "reserved", "committed", 1),
    ],
)
def test_a_posting_that_is_no_move_of_the_table_is_refused(connect, move, source, destination, coupon):
    values = {"move": move, "source": source, "destination": destination, "coupon": coupon}
    with connect(APP_ROLE) as connection, pytest.raises(errors.CheckViolation, match="no move of the table"):
        connection.execute(INSERT, values)


def test_the_database_writes_the_transaction_and_the_time_whatever_the_caller_says(connect):
    with connect(APP_ROLE) as connection:
        values = {"move": "reserve", "source": "committed", "destination": "reserved", "coupon": 1}
        xact_id, recorded_at = connection.execute(INSERT, values).fetchone()
        assert xact_id > 7
        assert recorded_at.year > 2001
        connection.rollback()


def test_a_posting_between_two_lines_or_to_nowhere_is_refused(connect):
    with connect(APP_ROLE) as connection:
        connection.execute("INSERT INTO ledger_lines (line_id, opened_at) VALUES (99, now())")
        other = connection.execute(
            "INSERT INTO ledger_accounts (line_id, kind, stripe) VALUES (99, 'lapsed', 0) RETURNING id"
        ).fetchone()[0]
        insert = """INSERT INTO ledger_postings (source_id, destination_id, amount_satang, move, reference,
            subject_kind, subject_id, occurred_at) SELECT id, %s, 1, 'lapse', 'x', 'budget_line', 1, now()
            FROM ledger_accounts WHERE kind = 'available' LIMIT 1"""
        with pytest.raises(errors.CheckViolation, match="two lines"), connection.transaction():
            connection.execute(insert, (other,))
        with pytest.raises(errors.ForeignKeyViolation, match="no such account"), connection.transaction():
            connection.execute(insert, (10**9,))
        connection.rollback()


def test_a_reversal_that_is_not_the_opposite_is_refused(connect):
    with connect(APP_ROLE) as connection, pytest.raises(errors.CheckViolation, match="not the opposite"):
        connection.execute("""INSERT INTO ledger_postings (source_id, destination_id, amount_satang, move, reference,
            subject_kind, subject_id, coupon_id, occurred_at, reverses_id, reason_id)
            SELECT destination_id, source_id, amount_satang - 1, 'reverse', 'x', 'coupon', 1, coupon_id, now(), id, 1
            FROM ledger_postings WHERE move = 'commit'""")
