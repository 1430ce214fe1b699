"""The worker outlives its database: stopped for longer than a connection waits, and started again."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from flask_migrate import upgrade

from app import create_app
from core.database import embedded, postmaster
from core.db import db, transaction
from core.tasks import queue as jobs
from tests.conftest import _data_dir, settings_for

ROOT = Path(__file__).parents[2]
DATABASE = "ccs_away"


@pytest.fixture
def own_server() -> Iterator[embedded.EmbeddedServer]:
    """A server that may be stopped: nobody else's tests are on it."""
    running = embedded.start(_data_dir() / "away")
    yield running
    postmaster.stop(running.folder)


def until(true: Callable[[], bool], patience: float = 120) -> bool:
    end = time.monotonic() + patience
    while time.monotonic() < end:
        try:
            if true():
                return True
        except psycopg.OperationalError:
            pass
        time.sleep(0.5)
    return False


def test_the_worker_waits_for_a_database_that_was_stopped_and_goes_on(
    own_server: embedded.EmbeddedServer, tmp_path: Path
) -> None:
    embedded.drop_database(own_server, DATABASE)
    embedded.ensure_database(own_server, DATABASE)
    settings = settings_for(DATABASE, own_server)
    app = create_app(settings)
    url = own_server.url("postgres", DATABASE)

    def count(statement: str) -> int:
        with psycopg.connect(url) as connection:
            (found,) = connection.execute(statement).fetchone() or (0,)
            return int(found)

    def queue_one() -> None:
        with app.app_context(), transaction() as tx:
            jobs.defer(tx, "payouts.review_holds")
        with app.app_context():
            db.engine.dispose()

    with app.app_context():
        upgrade()
        db.engine.dispose()
    environment = os.environ | {
        "FLASK_APP": "app",
        "CCS_ENVIRONMENT": "test",
        "CCS_DATA_DIR": str(settings.data_dir),
        "DATABASE_URL": settings.database_url,
    }
    log = tmp_path / "log"
    with log.open("wb") as sink:
        worker = subprocess.Popen(
            [sys.executable, "-m", "flask", "worker", "--queues", "money"],
            cwd=ROOT,
            env=environment,
            stderr=sink,
        )
    try:
        assert until(lambda: count("SELECT count(*) FROM procrastinate_workers") == 1), log.read_text()
        running = "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
        assert until(lambda: count(running) == 0), log.read_text()
        postmaster.stop(own_server.folder)
        assert until(lambda: "worker.interrupted" in log.read_text()), log.read_text()
        assert worker.poll() is None
        embedded.start(own_server.folder)
        queue_one()
        assert until(lambda: count("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'") == 0)
        assert worker.poll() is None, "the worker ended with its database"
    finally:
        worker.terminate()
        assert worker.wait(60) == 0
