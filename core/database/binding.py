"""Binding the application to its database: the server named by DATABASE_URL, else the embedded one."""

from __future__ import annotations

import select
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import psycopg
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event

from config import BadSetting, Settings
from core.database import embedded
from core.db import db
from core.settings import installation

DATABASE_NAME = "ccs"


POOL_WAIT_SECONDS = 3
"""How long a request waits for a connection of the pool before it says that the system is busy."""


CONNECT_SECONDS = 3
"""How long the server may take to accept a new connection."""


HEALTH_SECONDS = 2
"""The same for the health pages, and for each of their statements; libpq knows no shorter wait."""


OVER_TCP = {
    "keepalives_idle": 30,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
"""libpq's settings by which a server that vanished without a word is noticed; a Unix socket ignores them."""


class Work(StrEnum):
    """What a process uses the database for."""

    WEB = "web"
    """Serves requests, while somebody waits."""
    COMMAND = "command"
    """A command or the worker: it may take long, but not for ever."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds after which the server ends what a connection does; none of them is endless."""

    statement: int
    lock: int
    idle_in_transaction: int


LIMITS = {Work.WEB: Limits(20, 10, 30), Work.COMMAND: Limits(900, 60, 600)}
"""For the web well below gunicorn's 60 seconds, so that the page still says what happened."""


def options(work: Work) -> str:
    """What a new connection asks of the server, as libpq's `options`."""
    limits = LIMITS[work]
    return (
        f"-c timezone=UTC -c statement_timeout={limits.statement}s -c lock_timeout={limits.lock}s"
        f" -c idle_in_transaction_session_timeout={limits.idle_in_transaction}s"
    )


def use_for(app: Flask, work: Work) -> None:
    """Set what this process uses the database for; holds for connections that are opened from now on."""
    installation.of(app).reach.options = options(work)


@contextmanager
def apart(url: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection for the health pages, however many of the pool are in use; psycopg.Error within a few seconds."""
    with psycopg.connect(
        url,
        autocommit=True,
        connect_timeout=HEALTH_SECONDS,
        application_name="ccs-health",
        options=f"-c statement_timeout={HEALTH_SECONDS}s",
    ) as connection:
        yield connection


def _refuse_ended(connection: psycopg.Connection[Any], *_: Any) -> None:
    """On checkout: a connection that the server has ended is replaced, before a request fails on it.

    The end of a connection makes its socket readable; looking costs a microsecond, where asking the server
    (`pool_pre_ping`) costs a round trip.
    """
    socket = select.poll()
    socket.register(connection.fileno(), select.POLLIN)
    try:
        while socket.poll(0):
            connection.pgconn.consume_input()
    except psycopg.OperationalError:
        raise sa.exc.DisconnectionError from None


def urls(settings: Settings) -> tuple[str, str]:
    """(application's URL, migrating owner's URL), as libpq takes them. Starts the embedded server if none is named."""
    if settings.database_url:
        return settings.database_url, settings.database_owner_url or settings.database_url
    server = embedded.start(settings.data_dir / "postgres")
    embedded.ensure_database(server, DATABASE_NAME)
    return server.url(embedded.APP_ROLE, DATABASE_NAME), server.url(embedded.OWNER_ROLE, DATABASE_NAME)


def sqlalchemy_url(url: str) -> str:
    """A libpq URL for SQLAlchemy's psycopg 3 dialect."""
    return "postgresql+psycopg://" + url.partition("://")[2]


_OWNS = """
    SELECT pg_has_role(current_user, datdba, 'MEMBER') OR EXISTS (
        SELECT FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
        WHERE nspname = 'public' AND relkind = 'r' AND pg_has_role(current_user, relowner, 'MEMBER'))
    FROM pg_database WHERE datname = current_database()
"""


def login_problems(url: str) -> Iterator[str]:
    """Whether the application's login may do what only the owner may. A server that is away is not asked."""
    try:
        with psycopg.connect(url, connect_timeout=CONNECT_SECONDS) as connection:
            owns = connection.execute(_OWNS).fetchone()
    except psycopg.OperationalError:
        return
    if owns and owns[0]:
        yield "DATABASE_URL: this login owns the tables or is a superuser; the application needs one that does not"


def init_app(app: Flask, settings: Settings) -> None:
    """Engine, session, migrations."""
    app_url, owner_url = urls(settings)
    if settings.is_production and (found := [*login_problems(app_url)]):
        raise BadSetting(*found)
    app.config["SQLALCHEMY_DATABASE_URI"] = sqlalchemy_url(app_url)
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {
        "pool_size": settings.db_pool_size,
        "max_overflow": 4,
        "pool_timeout": POOL_WAIT_SECONDS,
        "hide_parameters": True,  # an error must not carry what people typed into the logs
        "connect_args": {"application_name": "ccs", "connect_timeout": CONNECT_SECONDS, **OVER_TCP},
    }
    reach = installation.of(app).reach
    reach.url, reach.owner_url = app_url, owner_url
    use_for(app, Work.WEB)
    db.init_app(app)
    with app.app_context():
        _watch(app, db.engine)
    _can_migrate(app)


def _can_migrate(app: Flask) -> None:
    from flask_migrate import Migrate  # with Alembic, which takes a third of a second

    Migrate(app, db, directory=str(app.root_path) + "/migrations")


def _watch(app: Flask, engine: sa.Engine) -> None:
    @event.listens_for(engine, "do_connect")
    def limit(_dialect: Any, _record: Any, _arguments: Any, parameters: dict[str, Any]) -> None:
        parameters["options"] = installation.of(app).reach.options

    event.listen(engine, "checkout", _refuse_ended)
