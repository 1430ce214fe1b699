"""What the database ends by itself, and what a page says then; the health page waits for nobody."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from flask import Flask, abort
from flask.testing import FlaskClient

from core.database.binding import LIMITS, Limits, Work
from core.database.embedded import EmbeddedServer
from core.db import db
from tests.conftest import settings_for
from web import errors

UNFOUNDED = ("Nothing was changed", "Nothing was changed", "ไม่มีการเปลี่ยนแปลง")


@pytest.fixture
def limited(server: EmbeddedServer, database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """An application of its own with a pool of two connections and hardly any patience, and pages that ask for it."""
    from app import create_app
    from core.database import binding

    monkeypatch.setitem(LIMITS, Work.WEB, Limits(statement=1, lock=1, idle_in_transaction=1))
    monkeypatch.setattr(binding, "POOL_WAIT_SECONDS", 0.2)
    app = create_app(replace(settings_for(database, server), db_pool_size=1))
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def run(statement: str) -> str:
        return str(db.session.scalar(sa.text(statement)))

    def idle() -> str:
        run("SELECT 1")
        time.sleep(2)
        return run("SELECT 2")

    pages = {
        "slow": lambda: run("SELECT pg_sleep(5)"),
        "lock": lambda: run("SELECT count(*) FROM (SELECT pg_advisory_xact_lock(7)) AS asked"),
        "idle": idle,
        "quick": lambda: run("SELECT 1"),
    }
    for name, page in pages.items():
        page.access = "public"  # type: ignore[attr-defined]  # a mark
        app.add_url_rule(f"/test-{name}", name, page)
    yield app
    with app.app_context():
        db.engine.dispose()


def refused(client: FlaskClient, page: str, language: str = "en") -> str:
    answer = client.get(f"{page}?lang={language}")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == str(errors.BUSY_SECONDS)
    assert not any(words in answer.text for words in UNFOUNDED)
    return answer.text


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("page", ["/test-slow", "/test-idle"])
def test_what_takes_too_long_is_ended_by_the_server_and_said(
    limited: Flask, page: str, language: str
) -> None:
    client = limited.test_client()
    words = "very busy" if language == "en" else "มีผู้ใช้งานมาก"
    assert words in refused(client, page, language)
    assert client.get("/test-quick").status_code == 200


def test_a_lock_that_does_not_come_is_said_so(limited: Flask) -> None:
    with psycopg.connect(limited.installation.reach.url) as other:
        other.execute("SELECT pg_advisory_xact_lock(7)")
        assert "very busy" in refused(limited.test_client(), "/test-lock")


def test_a_full_pool_is_said_at_once_and_the_health_page_answers_meanwhile(limited: Flask) -> None:
    client = limited.test_client()
    with limited.app_context(), ExitStack() as held:
        for _ in range(1 + 4):
            held.enter_context(db.engine.connect())
        assert "very busy" in refused(client, "/test-quick")
        assert client.get("/healthz").json == {"status": "ok"}
        assert client.get("/readyz").json == {"status": "not ready", "migrations": True, "worker": False}
    assert client.get("/test-quick").status_code == 200


def test_a_machine_is_told_the_same(limited: Flask) -> None:
    answer = limited.test_client().get("/test-slow", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json["code"]) == (503, "busy")
    assert answer.headers["Retry-After"] == str(errors.BUSY_SECONDS)


def test_a_connection_that_the_server_ended_is_replaced_unseen(
    limited: Flask, server: EmbeddedServer
) -> None:
    client = limited.test_client()
    assert client.get("/test-quick").status_code == 200
    with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s"
            " AND application_name = 'ccs'",
            (limited.config["SQLALCHEMY_DATABASE_URI"].partition("?")[0].rpartition("/")[2],),
        )
    assert client.get("/test-quick").status_code == 200


@pytest.mark.parametrize("page", ["/healthz", "/readyz"])
def test_the_health_pages_say_within_two_seconds_that_the_database_is_away(
    limited: Flask, tmp_path: Path, page: str
) -> None:
    limited.installation.reach.url = f"postgresql://ccs_app@/ccs?host={tmp_path}"
    answer = limited.test_client().get(page)
    assert (answer.status_code, answer.json) == (503, {"status": "database away"})
    assert answer.headers["Retry-After"] == str(errors.AWAY_SECONDS)


@pytest.mark.parametrize("way", ["returned", "raised", "with a header of its own"])
def test_every_503_says_when_to_try_again(limited: Flask, way: str) -> None:
    def page() -> tuple[str, int, dict[str, str]]:
        if way == "raised":
            abort(503)
        return "away", 503, {} if way == "returned" else {"Retry-After": "7"}

    page.access = "public"  # type: ignore[attr-defined]  # a mark
    limited.add_url_rule("/test-away", "away", page)
    answer = limited.test_client().get("/test-away")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == ("7" if "own" in way else str(errors.AWAY_SECONDS))


def test_the_worker_and_commands_may_take_longer_but_not_for_ever(limited: Flask) -> None:
    asked = "SELECT current_setting('statement_timeout'), current_setting('lock_timeout')"
    with limited.app_context():
        assert db.session.execute(sa.text(asked)).one() == ("1s", "1s")
        db.session.remove()
        db.engine.dispose()
        limited.cli.get_command(None, "worker")  # type: ignore[arg-type]  # as Flask's own group asks for it
        assert db.session.execute(sa.text(asked)).one() == ("15min", "1min")
    assert all(
        min(limits.statement, limits.lock, limits.idle_in_transaction) > 0 for limits in LIMITS.values()
    )


def test_the_readiness_page_knows_whether_the_database_is_migrated(client: FlaskClient) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (
        503,
        {"status": "not ready", "migrations": True, "worker": False},
    )
    assert answer.headers["Retry-After"] == str(errors.AWAY_SECONDS)
