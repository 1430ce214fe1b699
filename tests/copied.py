"""Rows copied in SQL into a world that stands, and taken away again: many of a kind within a second."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import psycopg
from flask import Flask
from sqlalchemy.dialects import postgresql

from core.database import embedded
from core.db import db

_DIALECT = postgresql.dialect()
BASE = 9_000_000
"""Copies have the ids above it."""


def insert_like(table: str, columns: Mapping[str, str], times: int, where: str = "true") -> str:
    """A statement that copies the first row that fits; in SQL of `g` (1, 2, 3 …) what the copies have instead."""
    of = db.metadata.tables[table]
    kept = [each.name for each in of.columns if each.computed is None]
    key = of.primary_key.columns[0].name
    given = {"id": f"{BASE} + g", **columns}
    types = {name: of.columns[name].type.compile(_DIALECT) for name in given if name in kept}
    shown = ", ".join(f"({given[name]})::{types[name]}" if name in given else f"o.{name}" for name in kept)
    source = f"(SELECT * FROM {table} WHERE {where} ORDER BY {key} LIMIT 1) o"
    return (
        f"INSERT INTO {table} ({', '.join(kept)}) OVERRIDING SYSTEM VALUE"
        f" SELECT {shown} FROM {source}, generate_series(1, {times}) g"
    )


@contextmanager
def copied(
    app: Flask, server: embedded.EmbeddedServer, copies: Sequence[tuple[str, Mapping[str, str], int, str]]
) -> Iterator[None]:
    """These copies stand meanwhile: (table, columns, times, where), as for `insert_like`."""
    name = app.config["SQLALCHEMY_DATABASE_URI"].rpartition("/")[2].partition("?")[0]
    statements = [insert_like(*each) for each in copies]
    with psycopg.connect(server.url("postgres", name), autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        try:
            for statement in statements:
                assert connection.execute(statement).rowcount, statement
            yield
        finally:
            for table in {each[0] for each in copies}:
                connection.execute(f"DELETE FROM {table} WHERE id > {BASE}")
