"""The numbers of applications and coupons: how the next one is made, and how a list finds the one that was typed."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core.clock import bangkok_date, fiscal_year_of
from core.database.search import written_out
from core.db import Tx
from core.statements import HotStatement
from identity.organisations.officer_lists import refers_to

DIGITS = 6
"""The running number is written with so many at least."""
_BEGUN = re.compile(r"[A-Z]\d{4}-[\d-]*", re.ASCII)
_RUNNING = re.compile(rf"\d{{{DIGITS},9}}", re.ASCII)


_NEXT: HotStatement[Any] = HotStatement(
    sa.select(
        sa.func.nextval(
            sa.func.pg_get_serial_sequence(sa.bindparam("table", type_=sa.Text), sa.text("'id'"))
        ).label("id")
    )
)


def next_number(tx: Tx, model: Any, letter: str, now: datetime) -> tuple[int, str]:
    """The next id of the table and the number made of it: A2570-000123, fiscal year and running number.

    The running number is the table's own sequence: it never waits for anyone, and may leave gaps.
    """
    row_id: int = _NEXT.all(tx.session, {"table": model.__tablename__})[0].id
    return row_id, f"{letter}{fiscal_year_of(bangkok_date(now))}-{row_id:0{DIGITS}d}"


def has_number_or_side(
    session: Session, typed: str, number: Any, key: Any, *sides: Any
) -> sa.ColumnElement[bool]:
    """Whether it is of the application or coupon whose number begins as typed (A2570-0001), and else of one of the sides.

    Six digits or more are a running number as well: `key` refers to the application or coupon. A side is a
    column that refers to an organisation.
    """
    text = typed.upper()
    if _BEGUN.fullmatch(text):
        begins: sa.ColumnElement[bool] = number.like(written_out(f"{text}%"))
        return begins
    found = refers_to(session, typed, *sides)
    return found | (key == int(text)) if _RUNNING.fullmatch(text) else found
