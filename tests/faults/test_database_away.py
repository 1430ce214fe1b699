"""The database is stopped and started under a running site: pages say so meanwhile, and are pages at once after it."""

from __future__ import annotations

import os
import shutil
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask_migrate import upgrade

import config
from core.database import embedded, postmaster
from core.db import db
from tests.conftest import _data_dir
from tests.journeys.conftest import GUNICORN, free_port, served

PATIENCE_SECONDS = 60
AT_ONCE = 16


@pytest.fixture
def own_server() -> Iterator[embedded.EmbeddedServer]:
    """A server that may be stopped: nobody else's tests are on it."""
    server = embedded.start(_data_dir() / f"away-{os.getpid()}")
    yield server
    postmaster.stop(server.folder)
    shutil.rmtree(server.folder)


def settings_of(server: embedded.EmbeddedServer) -> config.Settings:
    """A migrated database on it."""
    from app import create_app

    embedded.ensure_database(server, "away")
    settings = config.load(
        {},
        environment="test",
        database_url=server.url(embedded.APP_ROLE, "away"),
        database_owner_url=server.url(embedded.OWNER_ROLE, "away"),
        data_dir=_data_dir() / "files" / "away",
        second_factor_waived=True,
    )
    app = create_app(settings)
    with app.app_context():
        upgrade()
        db.engine.dispose()
    return settings


def read(port: int, path: str) -> tuple[int, str, str | None]:
    """Status, text and Retry-After of a page in English."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}?lang=en", timeout=30) as answer:
            return answer.status, answer.read().decode(), None
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(), error.headers["Retry-After"]


def test_the_first_page_after_the_database_is_back_is_a_page(
    own_server: embedded.EmbeddedServer, tmp_path: Path
) -> None:
    settings, port = settings_of(own_server), free_port()
    with served(settings, port, tmp_path / "log", GUNICORN), ThreadPoolExecutor(AT_ONCE) as readers:

        def many(path: str) -> set[int]:
            return {answer[0] for answer in readers.map(lambda _: read(port, path), range(4 * AT_ONCE))}

        assert many("/directory") == {200}
        postmaster.stop(own_server.folder)
        status, text, retry = read(port, "/directory")
        assert (status, retry) == (503, "15")
        assert "Nothing was changed" not in text
        assert read(port, "/healthz")[0] == 503
        assert many("/directory") == {503}
        embedded.start(own_server.folder)
        assert read(port, "/healthz")[0] == 200
        assert many("/directory") == {200}
        postmaster.stop(own_server.folder)
        # nobody asks meanwhile: every pooled connection is one that has ended
        embedded.start(own_server.folder)
        assert many("/directory") == {200}
