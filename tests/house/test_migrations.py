"""Migrations: from nothing to now, all the way back, and up again; the models say the same; append-only holds."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy.dialects.postgresql import JSONB

from core.database import embedded
from core.database.binding import sqlalchemy_url
from core.db import db
from migrations import guards
from tests.conftest import settings_for
from tests.house.house import told


@pytest.fixture(scope="module")
def empty(server: embedded.EmbeddedServer) -> Iterator[tuple[Flask, str]]:
    """An application and the owner's URL of a database in which nothing stands yet."""
    from app import create_app

    name = f"ccs_house_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    embedded.ensure_database(server, name)
    application = create_app(settings_for(name, server))
    yield application, sqlalchemy_url(server.url(embedded.OWNER_ROLE, name))
    with application.app_context():
        db.engine.dispose()
    embedded.drop_database(server, name)


def objects_of(connection: sa.Connection) -> set[str]:
    """Tables, functions and types of the schema, but Alembic's own."""
    rows = connection.execute(
        sa.text(
            "SELECT 'table ' || tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
            " UNION SELECT 'function ' || proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
            " UNION SELECT 'type ' || typname FROM pg_type WHERE typnamespace = 'public'::regnamespace AND typtype = 'e'"
        )
    )
    return set(rows.scalars())


def differences(connection: sa.Connection, metadata: sa.MetaData) -> list[str]:
    """What autogenerate would add to or take from the database; the queue's own tables aside."""

    def ours(name: str | None, kind: str, _: Any) -> bool:
        return not (kind == "table" and (name or "").startswith("procrastinate"))

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Did not recognize type", category=sa.exc.SAWarning)
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": ours})
        return [
            str(each) for each in compare_metadata(context, metadata) if not _same_order(each, connection)
        ]


def _same_order(difference: Any, connection: sa.Connection) -> bool:
    """Whether it is an index of an expression that is there under its name: Alembic reads two spellings as two.

    That the statements use it is seen by tests/test_plans.py.
    """
    kind, index = difference[0], difference[-1]
    if kind not in ("add_index", "remove_index") or all(
        isinstance(each, sa.Column) for each in index.expressions
    ):
        return False
    found = sa.text("SELECT 1 FROM pg_indexes WHERE tablename = :table AND indexname = :name")
    named = {"table": index.table.name, "name": index.name}
    in_models = any(each.name == index.name for each in db.metadata.tables[index.table.name].indexes)
    return in_models and connection.scalar(found, named) is not None


def test_migrations_run_up_and_down_and_equal_the_models(empty: tuple[Flask, str]) -> None:
    application, url = empty
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with application.app_context():
        upgrade()
        with engine.connect() as connection:
            first = objects_of(connection)
            found = differences(connection, db.metadata)
        assert not found, told(
            found, "The models say otherwise: write a migration (make migration MESSAGE=…)."
        )
        downgrade(revision="base")
        with engine.connect() as connection:
            left = objects_of(connection)
        assert not left, told(left, "The way down leaves this behind.")
        upgrade()
        with engine.connect() as connection:
            assert objects_of(connection) == first
            assert differences(connection, _with_one_table_more()), "a missing table was not seen"


def _with_one_table_more() -> sa.MetaData:
    metadata = sa.MetaData(naming_convention=db.metadata.naming_convention)
    for table in db.metadata.tables.values():
        table.to_metadata(metadata)
    sa.Table("forgotten", metadata, sa.Column("id", sa.BigInteger, primary_key=True))
    return metadata


def test_the_models_and_the_guards_name_the_same_append_only_tables(app: Flask) -> None:
    marked = {table.name for table in db.metadata.tables.values() if table.info.get("append_only")}
    assert marked == set(guards.APPEND_ONLY), (
        "mark the model `info={'append_only': True}` and list it in guards.APPEND_ONLY"
    )


def _some(column: sa.Column[Any]) -> str:
    """A literal that fits the column's type."""
    kind = column.type
    if isinstance(kind, sa.Boolean):
        return "true"
    if isinstance(kind, sa.DateTime | sa.Date):
        return "now()"
    if isinstance(kind, JSONB):
        return "'{}'"
    if isinstance(kind, sa.LargeBinary):
        return "'x'::bytea"
    return "1" if isinstance(kind, sa.Integer) else "'x'"


def _put_a_row(connection: psycopg.Connection[Any], table: sa.Table) -> None:
    """Insert any row, as the superuser: without triggers, foreign keys and checks."""
    for check in table.constraints:
        if isinstance(check, sa.CheckConstraint) and check.name:
            connection.execute(f'ALTER TABLE {table.name} DROP CONSTRAINT IF EXISTS "{check.name}"')
    needed = [column for column in table.columns if not column.nullable and column.server_default is None]
    names = ", ".join(column.name for column in needed if not column.identity)
    values = ", ".join(_some(column) for column in needed if not column.identity)
    connection.execute("SET LOCAL session_replication_role = replica")
    connection.execute(f"INSERT INTO {table.name} ({names}) VALUES ({values})")
    connection.execute("SET LOCAL session_replication_role = origin")


def _refused(connection: psycopg.Connection[Any], statement: str) -> bool:
    try:
        with connection.transaction():
            connection.execute(statement)
    except (psycopg.errors.RestrictViolation, psycopg.errors.InsufficientPrivilege):
        return True
    return False


def changes(table: sa.Table) -> dict[str, str]:
    """The three ways of changing what is written."""
    column = next(iter(table.columns)).name
    return {
        "update": f"UPDATE {table.name} SET {column} = {column}",
        "delete": f"DELETE FROM {table.name}",
        "truncate": f"TRUNCATE {table.name} CASCADE",
    }


@pytest.mark.parametrize("role", [embedded.APP_ROLE, embedded.OWNER_ROLE])
@pytest.mark.parametrize("name", guards.APPEND_ONLY)
def test_nobody_changes_what_is_append_only(
    name: str, role: str, app: Flask, server: embedded.EmbeddedServer, database: str
) -> None:
    table = db.metadata.tables[name]
    with psycopg.connect(server.url("postgres", database)) as connection:
        _put_a_row(connection, table)
        connection.execute(f"SET LOCAL ROLE {role}")
        let = [verb for verb, statement in changes(table).items() if not _refused(connection, statement)]
        connection.rollback()
    assert not let, f"{role} may {let} {name}: guards.make_append_only() it in its migration"


def test_an_ordinary_table_would_be_caught(
    app: Flask, server: embedded.EmbeddedServer, database: str
) -> None:
    table = db.metadata.tables["outbound_mails"]
    with psycopg.connect(server.url("postgres", database)) as connection:
        _put_a_row(connection, table)
        connection.execute(f"SET LOCAL ROLE {embedded.APP_ROLE}")
        assert not _refused(connection, changes(table)["update"])
        connection.rollback()


def badly_made_columns(metadata: sa.MetaData) -> list[str]:
    """Columns that break the vocabulary: floats, moments without a zone, money that is not satang in a BIGINT."""
    found = []
    for table in metadata.tables.values():
        for column in table.columns:
            place, kind = f"{table.name}.{column.name}", column.type
            if isinstance(kind, sa.Float | sa.Numeric) and not isinstance(kind, sa.Integer):
                found.append(f"{place} is {kind}")
            if isinstance(kind, sa.DateTime) and not kind.timezone:
                found.append(f"{place} has no time zone")
            if column.name.endswith("_satang") and not isinstance(kind, sa.BigInteger):
                found.append(f"{place} is {kind}, not BIGINT")
            if column.name.endswith("_by_id") and not isinstance(kind, sa.BigInteger):
                found.append(f"{place} is {kind}, not BIGINT")
    return found


def test_columns_keep_the_vocabulary(app: Flask) -> None:
    found = badly_made_columns(db.metadata)
    assert not found, told(found, "Use the Annotated columns of core.db.")


def test_badly_made_columns_are_rejected() -> None:
    metadata = sa.MetaData()
    sa.Table(
        "bad",
        metadata,
        sa.Column("price", sa.Float),
        sa.Column("price_satang", sa.Integer),
        sa.Column("sold_at", sa.DateTime),
        sa.Column("sold_by_id", sa.Integer),
    )
    assert len(badly_made_columns(metadata)) == 4
