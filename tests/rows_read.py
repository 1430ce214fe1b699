"""How many rows the server reads for each statement that is sent to it, as production sends them once they are prepared.

psycopg prepares a statement after five runs, and PostgreSQL then plans it for any values at all. The connections
of a metered application do so from the first run on.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

ROWS = (
    "SELECT sum(pg_stat_get_xact_tuples_returned(oid)) FROM pg_class"
    " WHERE relkind IN ('r', 'i') AND relnamespace = 'public'::regnamespace"
)
"""Rows of scanned tables and entries of scanned indexes, by this connection, its triggers and foreign keys included."""
BUFFERS = (
    "SELECT sum(pg_stat_get_xact_blocks_fetched(oid)) FROM pg_class"
    " WHERE relkind IN ('r', 'i', 't') AND relnamespace IN ('public'::regnamespace, 'pg_toast'::regnamespace)"
)
"""Pages of tables and indexes that were looked into, wherever they lay."""


@dataclass(frozen=True, slots=True)
class Read:
    """One statement, what was read for it, and the rows that it returned or changed."""

    statement: str
    read: int
    rows: int


def prepare_at_once(engine: sa.Engine) -> None:
    """Have every connection use the plan for any values from a statement's first run on.

    Looking a row up costs what it does where all is in memory: else tables of a few pages are rather scanned.
    """

    def connected(connection: Any, _record: Any) -> None:
        connection.prepare_threshold = 0
        connection.execute("SET plan_cache_mode = force_generic_plan")
        connection.execute("SET random_page_cost = 1")
        connection.commit()

    sa.event.listen(engine, "connect", connected)


@contextmanager
def metered(engine: sa.Engine, so_far: str = ROWS) -> Iterator[list[Read]]:
    """Each statement sent meanwhile, with what it read; the list is filled as transactions end."""
    reads: list[Read] = []
    open_statements: dict[int, tuple[str, int]] = {}
    rows: dict[int, int] = {}

    def settle(connection: sa.Connection) -> int:
        driver: Any = connection.connection.driver_connection
        if driver.info.transaction_status == 3:  # failed: nothing can be asked of it
            open_statements.pop(id(driver), None)
            rows.pop(id(driver), None)
            return 0
        counted = int(driver.execute(so_far).fetchone()[0] or 0)
        if (begun := open_statements.pop(id(driver), None)) is not None:
            reads.append(Read(begun[0], counted - begun[1], max(rows.pop(id(driver), 0), 0)))
        return counted

    def before(connection: sa.Connection, _cursor: Any, statement: str, *_more: Any) -> None:
        counted = settle(connection)
        open_statements[id(connection.connection.driver_connection)] = (statement, counted)

    def after(connection: sa.Connection, cursor: Any, *_more: Any) -> None:
        rows[id(connection.connection.driver_connection)] = cursor.rowcount

    listened: tuple[tuple[str, Any], ...] = (
        ("before_cursor_execute", before),
        ("after_cursor_execute", after),
        ("commit", settle),
        ("rollback", settle),
    )
    for name, listener in listened:
        sa.event.listen(engine, name, listener)
    try:
        yield reads
    finally:
        for name, listener in listened:
            sa.event.remove(engine, name, listener)
