"""What a page reads does not grow with the world: `make bench ONLY=rows_read` in its small form, two thousand businesses."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace

import psycopg
import pytest
from flask import Flask
from psycopg import sql

from app import create_app
from bench import _reading, rows_read
from bench._grown import SMALL, grow
from core.database import embedded
from core.db import db
from ledger.checks import run_all
from tests.conftest import Browser, settings_for

pytest_plugins = ("tests.demo_world",)
READERS = ("owner001", "provider01", "a stranger")
"""None of theirs may be excepted."""
PLANS = ("force_generic_plan",)


@pytest.fixture(scope="module")
def grown(server: embedded.EmbeddedServer, demo_world: Flask) -> Iterator[Flask]:
    """The demo world, grown."""
    name = f"ccs_grown_small_{os.getpid()}"
    with demo_world.app_context():
        demo = str(db.engine.url.database)
        db.session.remove()
        db.engine.dispose()  # a template has no guests
    embedded.ensure_database(server, name, template=demo)
    app = create_app(replace(settings_for(name, server), data_dir=demo_world.installation.settings.data_dir))
    app.test_client_class = Browser
    with app.app_context(), psycopg.connect(server.url("postgres", name), autocommit=True) as connection:
        grow(connection, SMALL)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    embedded.drop_database(server, name)


def test_the_books_of_a_grown_world_add_up(grown: Flask) -> None:
    """Closed lines among them: what the copies leave free there lapsed with the rest."""
    with grown.app_context():
        assert run_all() == []


def test_no_page_of_a_business_or_of_anybody_reads_more_in_a_grown_world(
    demo_world: Flask, grown: Flask
) -> None:
    found = list(rows_read.lines(demo_world, grown, READERS, PLANS))
    above = [
        f"{line.reader} {line.url}: {line.before} → {line.after}"
        for line in found
        if line.ratio > rows_read.LIMIT
    ]
    assert not above, above
    assert len({line.endpoint for line in found}) > 40
    assert {line.reader for line in found} == set(READERS)


def test_a_page_that_reads_a_table_is_found(
    demo_world: Flask, grown: Flask, server: embedded.EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: what is new for a business, without the indexes that find it. It comes last: they stay away."""
    with grown.app_context():
        database = db.engine.url.database
    with psycopg.connect(server.url("postgres", str(database)), autocommit=True) as connection:
        found = connection.execute(
            "SELECT indexrelid::regclass::text FROM pg_index"
            " WHERE indrelid = 'notices'::regclass AND NOT indisunique"
        ).fetchall()
        for (name,) in found:
            connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    monkeypatch.setattr(_reading, "addresses", lambda *_: [_reading.Address("today.today", "/today")])
    (line,) = rows_read.lines(demo_world, grown, ["owner001"], PLANS)
    assert line.ratio > rows_read.LIMIT
