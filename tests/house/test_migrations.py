"""Migrations: from nothing to now, all the way back, and up again; the models say the same; append-only holds."""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.sql.elements import Grouping

from core.database import embedded
from core.database.binding import sqlalchemy_url
from core.db import db
from migrations import guards
from tests.conftest import settings_for
from tests.house.house import ROOT, Source, imported, sources, told

HEAD = ROOT / "migrations" / "HEAD"
BASELINE = "d09511561ecc311dad930371875d3bdafb4c6298e330c46c7cca8157e5548997"


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


CATALOGUE = sa.text("""
    SELECT 'column ' || attrelid::regclass || '.' || attname || ' ' || format_type(atttypid, atttypmod)
        || CASE WHEN attnotnull THEN ' NOT NULL' ELSE '' END
        || coalesce(' identity ' || nullif(attidentity::text, ''), '')
        || coalesce(' computed ' || nullif(attgenerated::text, ''), '')
        || coalesce(' default ' || pg_get_expr(adbin, adrelid), '')
        || coalesce(' collate ' || nullif(attcollation, typcollation)::regcollation, '')
    FROM pg_attribute
        JOIN pg_class ON pg_class.oid = attrelid
        JOIN pg_type ON pg_type.oid = atttypid
        LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND attnum > 0 AND NOT attisdropped
    UNION ALL SELECT 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype NOT IN ('n', 't') AND conrelid <> 0
    UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT 'storage ' || relname || ' ' || array_to_string(reloptions, ', ')
    FROM pg_class WHERE relnamespace = 'public'::regnamespace AND reloptions IS NOT NULL
""")
"""What a schema says, a line each: columns, constraints with their texts, indexes, storage. Triggers aside, which no model makes."""
LISTED = re.compile(r"ARRAY\[(.*?)\]")


def catalogue_of(connection: sa.Connection) -> set[str]:
    """The schema, but Alembic's own table and the queue's; the members of a list in one order."""

    def sorted_list(match: re.Match[str]) -> str:
        return f"ARRAY[{', '.join(sorted(match[1].split(', ')))}]"

    return {
        LISTED.sub(sorted_list, line)
        for line in connection.scalars(CATALOGUE)
        if not re.match(r"\w+ .*?(procrastinate|alembic_version)", line)
    }


def as_the_models_say(connection: sa.Connection, metadata: sa.MetaData, functions: list[str]) -> set[str]:
    """The schema that the models would make in an empty database; nothing of it stays."""
    for definition in functions:
        connection.exec_driver_sql(definition.replace("%", "%%"))
    metadata.create_all(connection)
    found = catalogue_of(connection)
    connection.rollback()
    return found


def differing(migrated: set[str], modelled: set[str]) -> list[str]:
    """Lines of one schema that the other lacks."""
    return [
        *(f"only the migrations: {line}" for line in migrated - modelled),
        *(f"only the models: {line}" for line in modelled - migrated),
    ]


def _copied() -> sa.MetaData:
    """The models' tables, free to be changed; an expression that is a CASE stands in brackets, as PostgreSQL wants it."""
    metadata = sa.MetaData(naming_convention=db.metadata.naming_convention)
    for table in db.metadata.tables.values():
        for index in table.to_metadata(metadata).indexes:
            index.expressions = [
                Grouping(each) if isinstance(each, sa.Case) else each for each in index.expressions
            ]
    return metadata


def test_migrations_run_up_and_down_and_equal_the_models(empty: tuple[Flask, str]) -> None:
    application, url = empty
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with application.app_context():
        upgrade()
        with engine.connect() as connection:
            first, migrated = objects_of(connection), catalogue_of(connection)
            functions = [
                connection.scalar(sa.text("SELECT pg_get_functiondef(to_regproc(:name))"), {"name": name})
                for name in ("thai_sort_key", "search_trigrams")
            ]
        downgrade(revision="base")
        with engine.connect() as connection:
            left = objects_of(connection)
            assert not left, told(left, "The way down leaves this behind.")
            modelled = as_the_models_say(connection, _copied(), functions)
            found = differing(migrated, modelled)
            assert not found, told(
                found, "The models say otherwise: write a migration (make migration MESSAGE=…)."
            )
            unlike = as_the_models_say(connection, _with_one_state_less(), functions)
            assert differing(migrated, unlike), (
                "a state that the database knows and the code does not was not seen"
            )
        upgrade()
        with engine.connect() as connection:
            assert (objects_of(connection), catalogue_of(connection)) == (first, migrated)


def _with_one_state_less() -> sa.MetaData:
    metadata = _copied()
    for each in metadata.tables["batches"].constraints:
        if isinstance(each, sa.CheckConstraint) and str(each.name) == "ck_batches_batchstate":
            each.sqltext = sa.text("state IN ('draft', 'submitted')")
    return metadata


def test_a_migration_waits_for_no_lock_for_long(
    empty: tuple[Flask, str], caplog: pytest.LogCaptureFixture
) -> None:
    """Who waits to change a table holds up everybody who asks for it afterwards."""
    application, url = empty
    with application.app_context():
        upgrade()
        with psycopg.connect(url.replace("+psycopg", "")) as other:
            other.execute("LOCK TABLE holiday_changes IN ACCESS SHARE MODE")
            other.execute("SET LOCAL idle_in_transaction_session_timeout = '20s'")
            began = time.monotonic()
            with pytest.raises(SystemExit):
                downgrade(revision="base")
            assert time.monotonic() - began < 10
        assert "another session held for 3 seconds what this statement needs" in caplog.text
        assert "the database stands at 0038" in caplog.text
        upgrade()


def test_a_database_at_a_migration_from_elsewhere_is_refused(
    empty: tuple[Flask, str], caplog: pytest.LogCaptureFixture
) -> None:
    application, url = empty
    name = sa.text("UPDATE alembic_version SET version_num = :name RETURNING version_num")
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with application.app_context():
        upgrade()
        with engine.begin() as connection:
            connection.execute(name, {"name": "0020"})
        with pytest.raises(SystemExit):
            upgrade()
        with engine.begin() as connection:
            connection.execute(name, {"name": HEAD.read_text().strip()})
    assert "stands at migration 0020, which this code does not have" in caplog.text


def test_a_file_names_the_newest_migration() -> None:
    newest = ScriptDirectory(str(ROOT / "migrations")).get_current_head()
    assert HEAD.read_text() == f"{newest}\n", "write the newest migration's number into migrations/HEAD"


def test_the_baseline_is_frozen() -> None:
    digest = hashlib.sha256((ROOT / "migrations" / "baseline.sql").read_bytes()).hexdigest()
    assert digest == BASELINE, "what changes the schema is a migration of its own"


def foreign_imports(source: Source) -> list[str]:
    """What a migration imports of the house: it would say something else when that changes."""
    ours = {each.room.removesuffix(".py") for each in sources(tests=True)} - {"migrations"}
    return [
        f"{source.path}:{line} {name}" for name, line in imported(source) if name.partition(".")[0] in ours
    ]


def test_migrations_import_nothing_of_the_house() -> None:
    found = [
        each
        for source in sources()
        if source.path.startswith("migrations/") and source.path != "migrations/env.py"
        for each in foreign_imports(source)
    ]
    assert not found, told(found, "Write out what the migration needs: it says for ever what it said first.")
    assert foreign_imports(Source("migrations/versions/9_bad.py", "from ledger.transitions import TABLE\n"))


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


_COMPARED = re.compile(r"\b(\w+)\)?\s*(?:=|<>|NOT IN|IN)\s*(\(?'[^']+'(?:, *'[^']+')*)")


def _conditions(table: sa.Table) -> Iterator[str]:
    """What its constraints and partial indexes say."""
    for constraint in table.constraints:
        if isinstance(constraint, sa.CheckConstraint):
            yield str(constraint.sqltext)
    for index in table.indexes:
        yield str(index.dialect_options["postgresql"].get("where"))


def strange_members(metadata: sa.MetaData) -> list[str]:
    """Values that a constraint or an index compares a closed list with, and that the list does not have."""
    return [
        f"{table.name}.{name}: {value!r}"
        for table in metadata.tables.values()
        for condition in _conditions(table)
        for name, values in _COMPARED.findall(condition)
        if name in table.columns and isinstance(table.columns[name].type, sa.Enum)
        for value in re.findall(r"'([^']+)'", values)
        if value not in table.columns[name].type.enums
    ]


def test_constraints_and_indexes_name_members_that_there_are(app: Flask) -> None:
    found = strange_members(db.metadata)
    assert not found, told(found, "The condition holds for no row: name a member, and write a migration.")


def test_a_member_that_there_is_not_is_found() -> None:
    metadata = sa.MetaData()
    state = sa.Column("state", sa.Enum("open", "closed", native_enum=False))
    table = sa.Table("offers", metadata, state, sa.CheckConstraint("state <> 'open' OR state IN ('closed')"))
    assert not strange_members(metadata)
    sa.Index("ix_offers", state, postgresql_where=sa.text("state IN ('open', 'shut')"))
    table.append_constraint(sa.CheckConstraint("(state = 'gone') = true"))
    assert strange_members(metadata) == ["offers.state: 'gone'", "offers.state: 'shut'"]


def badly_made_columns(metadata: sa.MetaData) -> list[str]:
    """Columns that break the vocabulary: floats, numbers without a scale, moments without a zone, money that is not satang in a BIGINT."""
    found = []
    for table in metadata.tables.values():
        for column in table.columns:
            place, kind = f"{table.name}.{column.name}", column.type
            if isinstance(kind, sa.Float) or (isinstance(kind, sa.Numeric) and kind.scale is None):
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
        sa.Column("weight", sa.Numeric),
        sa.Column("target", sa.Numeric(18, 4)),
        sa.Column("price_satang", sa.Integer),
        sa.Column("sold_at", sa.DateTime),
        sa.Column("sold_by_id", sa.Integer),
    )
    assert len(badly_made_columns(metadata)) == 5
