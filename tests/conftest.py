"""The test house: one embedded PostgreSQL a run, a migrated template, a database for each worker."""

from __future__ import annotations

import fcntl
import gc
import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask, g, has_app_context
from flask.testing import FlaskClient
from flask_migrate import upgrade
from xdist.scheduler import LoadScopeScheduling

import config
from core.database import embedded
from core.db import db
from tests.cpu_time import counted
from tests.cpu_time import pytest_addoption as pytest_addoption
from tests.cpu_time import pytest_sessionfinish as pytest_sessionfinish
from tests.cpu_time import pytest_terminal_summary as pytest_terminal_summary
from tests.cpu_time import pytest_testnodedown as pytest_testnodedown
from tests.kept_scenes import KeptScenes

TEMPLATE = "ccs_template"
ON_ONE_WORKER = ("tests/production/",)
"""Folders whose tests share something dear, here a running site."""


class ByFile(LoadScopeScheduling):
    """Gives each worker whole files: what a file's tests share is made once."""

    def _split_scope(self, nodeid: str) -> str:
        return next((folder for folder in ON_ONE_WORKER if nodeid.startswith(folder)), nodeid.split("::")[0])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    """For whoever runs with `-n`. In the order of the files: those of few tests are often the slow ones."""
    config.option.loadscopereorder = False
    return ByFile(config, log)


def _data_dir() -> Path:
    root = Path(os.environ.get("CCS_TEST_DATA_DIR", "")) if os.environ.get("CCS_TEST_DATA_DIR") else None
    if root is None:
        root = (
            config.default_data_dir().parent / "ccs-test"
            if os.geteuid() == 0
            else Path(tempfile.gettempdir()) / "ccs-test"
        )
    return root


class Browser(FlaskClient):
    """Starts each request with nothing in `g`, as a server does: the context that `db_app` pushes would keep it.

    Takes each answer to its end, as a browser does: a file that leaves in pieces is read. What was sent is put away:
    a long form is a file, which Werkzeug's client leaves open.
    """

    def open(self, *args: Any, **kwargs: Any) -> Any:
        if has_app_context():
            vars(g._get_current_object()).clear()
            db.session.expire_all()
        answer = super().open(*args, **{**kwargs, "buffered": True})
        for each in (*answer.history, answer):
            each.request.environ["wsgi.input"].close()
        return answer


def settings_for(database: str, server: embedded.EmbeddedServer, **changes: object) -> config.Settings:
    """Settings of a test application bound to `database`."""
    values = {
        "environment": "test",
        "database_url": server.url(embedded.APP_ROLE, database),
        "database_owner_url": server.url(embedded.OWNER_ROLE, database),
        "data_dir": _data_dir() / "files" / database,
        "second_factor_waived": True,
        "mail_port": 0,
    }
    return config.load({}, **(values | changes))


def _migration_stamp() -> str:
    """What the template was made from: it is made anew when a migration changes."""
    import hashlib

    digest = hashlib.sha256()
    migrations = Path(__file__).parent.parent / "migrations"
    for path in sorted([*migrations.glob("**/*.py"), *migrations.glob("*.sql")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _hurry(server: embedded.EmbeddedServer) -> None:
    """A test's data need not outlive a power cut; benchmarks run on a server of their own, with durability."""
    with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")


def _hurry_python(application: Flask) -> None:
    """What tests may do without: slow digests in links that end with the test, and looking for garbage in what stays."""
    application.extensions["security"].hashing_context.update(sha256_crypt__default_rounds=1000)
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def _make_template(server: embedded.EmbeddedServer) -> None:
    from app import create_app

    embedded.drop_database(server, TEMPLATE)
    embedded.ensure_database(server, TEMPLATE)
    app = create_app(settings_for(TEMPLATE, server))
    with app.app_context():
        upgrade()
        db.engine.dispose()


@pytest.fixture(scope="session")
def server() -> Iterator[embedded.EmbeddedServer]:
    """The run's PostgreSQL, shared by all workers; a migrated template database stands in it."""
    root = _data_dir()
    root.mkdir(parents=True, exist_ok=True)
    with (root / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        running = embedded.start(root / "postgres")
        _hurry(running)
        stamp_file = root / "stamp.json"
        stamp = json.dumps(_migration_stamp())
        if not stamp_file.exists() or stamp_file.read_text() != stamp:
            stamp_file.unlink(missing_ok=True)
            _make_template(running)
            stamp_file.write_text(stamp)
    with counted(running):
        yield running
    while _emptiers:
        _emptiers.popitem()[1].connection.close()


@pytest.fixture(scope="session")
def database(server: embedded.EmbeddedServer) -> Iterator[str]:
    """This worker's database, made from the template."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    name = f"ccs_{worker}_{os.getpid()}"
    embedded.ensure_database(server, name, template=TEMPLATE)
    yield name
    embedded.drop_database(server, name)


@pytest.fixture(scope="session")
def app(server: embedded.EmbeddedServer, database: str) -> Iterator[Flask]:
    """The application, bound to this worker's database."""
    from app import create_app

    application = create_app(settings_for(database, server))
    application.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    application.test_client_class = Browser
    _hurry_python(application)
    yield application
    with application.app_context():
        db.engine.dispose()


@dataclass(frozen=True)
class _Emptier:
    """A superuser's connection to a database, with the statement that names its filled tables."""

    connection: psycopg.Connection[Any]
    which_are_filled: str
    scenes: dict[object, Any] = field(default_factory=dict)


_emptiers: dict[str, _Emptier] = {}
"""Those of this process by the URL of the database. A new connection reads the catalogue of every table before it
answers, and a run asks thousands of times: each is kept until the server is given back."""


def _emptier(url: str) -> _Emptier:
    if url not in _emptiers:
        connection = psycopg.connect(url, autocommit=True, prepare_threshold=0)
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET plan_cache_mode = force_generic_plan")
        tables = connection.execute(
            "SELECT format('%I', tablename) FROM pg_tables"
            " WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
        )
        each = (f"(SELECT '{name}' FROM {name} LIMIT 1)" for (name,) in tables)
        _emptiers[url] = _Emptier(connection, " UNION ALL ".join(each))
    return _emptiers[url]


def empty_database(server: embedded.EmbeddedServer, database: str) -> None:
    """Empty every table, as the superuser and with triggers off: append-only holds for everyone else."""
    url = server.url("postgres", database)
    try:
        _empty(_emptier(url))
    except psycopg.OperationalError:  # a test ended our connection with all others
        _emptiers.pop(url).connection.close()
        _empty(_emptier(url))


def _empty(emptier: _Emptier) -> None:
    filled = [name for (name,) in emptier.connection.execute(emptier.which_are_filled)]
    if filled:
        emptier.connection.execute("; ".join(f"DELETE FROM {name}" for name in filled), prepare=False)


@pytest.fixture
def db_app(app: Flask, server: embedded.EmbeddedServer, database: str) -> Iterator[Flask]:
    """The application with an empty database and a context pushed."""
    empty_database(server, database)
    with app.app_context():
        yield app
        db.session.rollback()
        db.session.remove()


@pytest.fixture
def kept_scene(db_app: Flask, server: embedded.EmbeddedServer, database: str) -> KeptScenes:
    """`kept_scene(name, build)`: a scene that was built before is laid out without its services."""
    emptier = _emptier(server.url("postgres", database))
    return KeptScenes(emptier.connection, emptier.which_are_filled, emptier.scenes)


@pytest.fixture
def client(db_app: Flask) -> FlaskClient:
    """A browser without cookies."""
    return db_app.test_client()
