"""The database is stopped and started under a running site: pages say so meanwhile, and are pages at once after it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask_migrate import upgrade

import config
from core import embedded
from core.db import db
from tests.conftest import _data_dir
from tests.journeys.conftest import GUNICORN, ROOT, free_port, served

PATIENCE_SECONDS = 60
AT_ONCE = 16
START = "import sys, pathlib; from core import embedded; print(embedded.start(pathlib.Path(sys.argv[1])).socket_dir)"


@dataclass
class Server:
    """A PostgreSQL of its own, started and stopped from outside of this process."""

    folder: Path
    socket_dir: str = ""

    def start(self) -> None:
        """Start it; it outlives the process that does so."""
        command = [sys.executable, "-W", "ignore", "-c", START, str(self.folder)]
        ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        self.socket_dir = ran.stdout.strip().splitlines()[-1]

    def stop(self) -> None:
        """As `pg_ctl stop -m fast` does: it ends every connection."""
        pid = int((self.folder / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, signal.SIGINT)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while (self.folder / "postmaster.pid").exists():
            assert time.monotonic() < deadline
            time.sleep(0.05)


@pytest.fixture
def own_server() -> Iterator[Server]:
    folder = _data_dir() / f"away-{os.getpid()}"
    server = Server(folder)
    server.start()
    yield server
    if (folder / "postmaster.pid").exists():
        server.stop()
    subprocess.run(["rm", "-rf", str(folder)], check=True)


def settings_of(server: Server) -> config.Settings:
    """A migrated database on it."""
    from app import create_app

    handle = embedded.EmbeddedServer(None, server.socket_dir)
    embedded.ensure_database(handle, "away")
    settings = config.load(
        {},
        environment="test",
        database_url=handle.url(embedded.APP_ROLE, "away"),
        database_owner_url=handle.url(embedded.OWNER_ROLE, "away"),
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


def test_the_first_page_after_the_database_is_back_is_a_page(own_server: Server, tmp_path: Path) -> None:
    settings, port = settings_of(own_server), free_port()
    with served(settings, port, tmp_path / "log", GUNICORN), ThreadPoolExecutor(AT_ONCE) as readers:

        def many(path: str) -> set[int]:
            return {answer[0] for answer in readers.map(lambda _: read(port, path), range(4 * AT_ONCE))}

        assert many("/directory") == {200}
        own_server.stop()
        status, text, retry = read(port, "/directory")
        assert (status, retry) == (503, "15")
        assert "Nothing was changed" not in text
        assert read(port, "/healthz")[0] == 503
        assert many("/directory") == {503}
        own_server.start()
        assert read(port, "/healthz")[0] == 200
        assert many("/directory") == {200}
        own_server.stop()
        own_server.start()  # nobody asked meanwhile: every pooled connection is one that has ended
        assert many("/directory") == {200}
