"""A hot statement is the driver's own, and yet the Session's: its transaction, its errors, its listeners."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from core.db import db, transaction
from core.mail.models import OutboundMail
from core.statements import HotStatement

ADD = HotStatement(
    sa.text(
        "INSERT INTO outbound_mails (to_address, subject, body, created_at, attempts)"
        " VALUES (:address, 's', 'b', :now, 0) RETURNING id, to_address"
    ).bindparams(
        sa.bindparam("address", type_=sa.Text()), sa.bindparam("now", type_=sa.DateTime(timezone=True))
    )
)
EVERY = HotStatement(sa.select(OutboundMail.to_address).order_by(OutboundMail.id))
HALF = HotStatement(sa.text("SELECT 1 / :by AS result").bindparams(sa.bindparam("by", type_=sa.Integer())))
NOBODY = HotStatement(sa.select(OutboundMail.id).where(OutboundMail.id == sa.bindparam("id")))
HANG_UP = HotStatement(sa.text("SELECT pg_terminate_backend(pg_backend_pid())"))


def letters() -> int:
    found: int = db.session.scalar(sa.select(sa.func.count()).select_from(OutboundMail))
    return found


def test_its_row_has_the_columns_names(db_app: Flask) -> None:
    with transaction() as tx:
        added = ADD.first(tx.session, {"address": "a@example.test", "now": datetime.now(UTC)})
        again = ADD.first(tx.session, {"address": "b@example.test", "now": datetime.now(UTC)})

    assert (added.to_address, again.to_address, again.id - added.id) == (
        "a@example.test",
        "b@example.test",
        1,
    )


def test_all_rows_come(db_app: Flask) -> None:
    with transaction() as tx:
        for address in ("a@example.test", "b@example.test"):
            ADD.first(tx.session, {"address": address, "now": datetime.now(UTC)})
        assert [row.to_address for row in EVERY.all(tx.session, {})] == ["a@example.test", "b@example.test"]


def test_who_listens_may_change_it_as_any_statement(db_app: Flask) -> None:
    def change(_connection: object, _cursor: object, text: str, parameters: object, *_: object) -> object:
        return text.replace("1 /", "3 /"), parameters

    sa.event.listen(db.engine, "before_cursor_execute", change, retval=True)
    try:
        assert HALF.first(db.session(), {"by": 1}).result == 3
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", change)


def test_no_row_is_none(db_app: Flask) -> None:
    assert NOBODY.first(db.session(), {"id": 0}) is None


def test_what_it_wrote_goes_with_the_transaction(db_app: Flask) -> None:
    with pytest.raises(ZeroDivisionError), transaction() as tx:
        ADD.first(tx.session, {"address": "a@example.test", "now": datetime.now(UTC)})
        raise ZeroDivisionError

    assert letters() == 0


def test_who_counts_statements_hears_it(db_app: Flask) -> None:
    heard: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        heard.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", hear)
    try:
        NOBODY.first(db.session(), {"id": 0})
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", hear)

    assert heard == [NOBODY.text]


def test_its_errors_are_sqlalchemys_and_quote_no_value(db_app: Flask) -> None:
    with transaction() as tx, pytest.raises(sa.exc.DataError) as error:
        HALF.first(tx.session, {"by": 0})

    assert "by" not in str(error.value).replace("division by zero", "").split("[SQL")[0]
    with transaction() as tx:
        assert HALF.first(tx.session, {"by": 1}).result == 1


def test_a_connection_that_broke_is_not_used_again(db_app: Flask) -> None:
    with pytest.raises(sa.exc.OperationalError), transaction() as tx:
        HANG_UP.first(tx.session, {})

    with transaction() as tx:
        assert HALF.first(tx.session, {"by": 1}).result == 1
