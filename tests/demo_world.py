"""The loaded demo world for tests that read many pages: built once for a state of the code and a day, then copied."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from flask import Flask

from core import clock
from core.database import embedded
from core.db import db
from scripts.closed_lists import KERNEL, PACKAGES, ROOT
from tests.conftest import TEMPLATE, Browser, settings_for

SEED = 2569
PREFIX = "ccs_demo_world_"
WRITERS = (*KERNEL, *PACKAGES, "demo", "migrations")


def world_name() -> str:
    """Named by what it is made from: the code that writes, and the day that its windows are true for."""
    digest = hashlib.sha256(clock.bangkok_date(clock.now()).isoformat().encode())
    for room in WRITERS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "views" not in path.parts:
                digest.update(path.read_bytes())
    return PREFIX + digest.hexdigest()[:16]


def _databases(server: embedded.EmbeddedServer) -> set[str]:
    with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as connection:
        return {name for (name,) in connection.execute("SELECT datname FROM pg_database")}


def _build(server: embedded.EmbeddedServer, name: str) -> None:
    from app import create_app
    from demo import world

    building = f"{name}_building"
    embedded.drop_database(server, building)
    embedded.ensure_database(server, building, template=TEMPLATE)
    settings = replace(settings_for(building, server), data_dir=_files(server, name))
    app = create_app(settings)
    with app.app_context():
        world.load(SEED, now=clock.now())
        db.session.remove()
        db.engine.dispose()
    with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as connection:
        connection.execute(f'ALTER DATABASE "{building}" RENAME TO "{name}"')


def _files(server: embedded.EmbeddedServer, name: str) -> Path:
    return settings_for(name, server).data_dir


@pytest.fixture(scope="session")
def demo_world(server: embedded.EmbeddedServer) -> Iterator[Flask]:
    """An application on this worker's own copy of the world. Its files are shared, so only add to them."""
    from app import create_app

    name = world_name()
    lock_file = _files(server, name).parent.parent / "demo-world.lock"
    with lock_file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        there = _databases(server)
        for old in there:
            if old.startswith(PREFIX) and "_copy_" not in old and "_changed_" not in old and old != name:
                embedded.drop_database(server, old)
        if name not in there:
            _build(server, name)
        copy = f"{PREFIX}copy_{os.getpid()}"
        embedded.ensure_database(server, copy, template=name)
    app = create_app(replace(settings_for(copy, server), data_dir=_files(server, name)))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    app.test_client_class = Browser
    yield app
    with app.app_context():
        db.engine.dispose()
    embedded.drop_database(server, copy)


@pytest.fixture
def demo_world_to_change(server: embedded.EmbeddedServer, demo_world: Flask) -> Iterator[tuple[Flask, str]]:
    """An application on a copy that one test may change as it likes, and the address of its owner."""
    from app import create_app

    name = f"{PREFIX}changed_{os.getpid()}"
    embedded.ensure_database(server, name, template=world_name())
    app = create_app(settings_for(name, server))
    yield app, server.url(embedded.OWNER_ROLE, name)
    with app.app_context():
        db.engine.dispose()
    embedded.drop_database(server, name)
