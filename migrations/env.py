"""Alembic's environment: migrations run as the owner, never as the application's login, and wait for nobody long."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from alembic import context
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from flask import current_app

from core.database.binding import sqlalchemy_url
from core.db import db
from core.settings import installation
from migrations.way_down import nothing_lost

LOCK_SECONDS = 3
"""How long a statement of a migration waits for a lock. Whoever asks after it for the same table waits behind it."""
HEAD = Path(__file__).parent / "HEAD"
"""Names the newest migration: two branches that each add one meet in this file."""


def ours(name: str | None, kind: str, parents: object) -> bool:  # noqa: ARG001 - Alembic's signature
    """Whether autogenerate should compare this: procrastinate brings its own tables."""
    return not (kind == "table" and (name or "").startswith("procrastinate"))


def number(_context: object, _revision: object, drafted: list[Any]) -> None:
    """Number a drafted migration after the newest, and name it as the newest."""
    drafted[0].rev_id = f"{int(HEAD.read_text()) + 1:04}"
    HEAD.write_text(drafted[0].rev_id + "\n")


def refuse_unknown() -> None:
    """CommandError for a database at a migration that this code does not have."""
    known = {each.revision for each in ScriptDirectory.from_config(context.config).walk_revisions()}
    if strange := set(context.get_context().get_current_heads()) - known:
        raise CommandError(
            f"the database stands at migration {', '.join(strange)}, which this code does not have;"
            " the chapter Upgrade of docs/operations.md says what to do"
        )


@contextmanager
def waiting_for_nobody(connection: sa.Connection) -> Iterator[None]:
    """CommandError when a lock was not to be had in time; the migration that wanted it is undone."""
    try:
        yield
    except sa.exc.OperationalError as error:
        if not isinstance(error.orig, psycopg.errors.LockNotAvailable):
            raise
        connection.rollback()
        stands = ", ".join(context.get_context().get_current_heads()) or "no migration"
        raise CommandError(
            f"another session held for {LOCK_SECONDS} seconds what this statement needs:"
            f" {' '.join((error.statement or '').split())[:120]} – the database stands at {stands};"
            " run the command again when it is quieter"
        ) from None


def run() -> None:
    """Upgrade or downgrade in one transaction a migration; production goes down in one altogether, and loses nothing."""
    down = context._proxy.context_opts["fn"].__name__ == "downgrade"  # Alembic tells it nowhere else
    careful = down and installation.settings().is_production
    engine = sa.create_engine(
        sqlalchemy_url(installation.of(current_app).reach.owner_url),
        poolclass=sa.NullPool,
        connect_args={"options": f"-c lock_timeout={LOCK_SECONDS}s"},
    )
    with engine.connect() as connection, waiting_for_nobody(connection), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Did not recognize type", category=sa.exc.SAWarning)
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            include_name=ours,
            compare_type=True,
            process_revision_directives=number,
            transaction_per_migration=not careful,
        )
        refuse_unknown()
        connection.rollback()  # each migration begins a transaction of its own
        with context.begin_transaction(), nothing_lost(connection) if careful else nullcontext():
            context.run_migrations()
    engine.dispose()


run()
