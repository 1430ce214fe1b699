"""Bytes from outside are parsed in a process of their own, which is bound, and ended when it outlasts its bounds."""

from __future__ import annotations

import gc
import io
import os
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from flask import Flask

from core import clock
from core.actor import Actor
from core.database import embedded
from core.db import Tx, db, transaction
from core.documents import operations as documents
from core.documents import sandbox, slots, uploads
from core.documents.models import Document
from core.documents.operations import FileProblem
from core.documents.sandbox import Reader, Unread
from core.errors import Refused, TryLater
from identity.organisations.states import Capacity
from smes.states import SmeState
from tests import bombs
from tests.factories import World, build
from tests.projects.drafts import a_png

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.usefixtures("db_app")


def reader(name: str, **changes: Any) -> Reader:
    bounds = {"cpu_seconds": 2, "seconds": 20, "memory_bytes": 512 << 20, "answer_bytes": 4096}
    return Reader("test", f"tests.foreign_readers:{name}", **(bounds | changes))


def test_what_the_reader_returns_comes_back() -> None:
    assert sandbox.read(reader("echo"), "คูปอง".encode()) == "คูปอง"


@pytest.mark.parametrize(
    ("name", "bounds"),
    [
        ("spin", {"cpu_seconds": 1}),
        ("sleep", {"seconds": 1}),
        ("hoard", {}),
        ("talk", {}),
        ("break_down", {}),
        ("open_many", {}),
        ("no_such_function", {}),
    ],
)
def test_a_reader_that_outlasts_its_bounds_or_breaks_is_ended(name: str, bounds: dict[str, int]) -> None:
    with pytest.raises(Unread):
        sandbox.read(reader(name, **bounds), b"")


def test_an_ended_reader_leaves_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[subprocess.Popen[bytes]] = []

    class Kept(subprocess.Popen):  # type: ignore[type-arg]  # only watched
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            begun.append(self)

    monkeypatch.setattr(subprocess, "Popen", Kept)
    with pytest.raises(Unread):
        sandbox.read(reader("sleep", seconds=1), b"")

    (child,) = begun
    assert child.returncode == -9


def test_the_reader_sees_none_of_our_settings_connections_and_modules() -> None:
    seen = sandbox.read(reader("look_around"), b"")

    assert set(seen["environment"]) <= {"LC_ALL", "LC_CTYPE", "PATH"}
    assert seen["files"] <= 4, "standard input, output, error, and the folder being listed"
    assert seen["modules"] == []


def test_the_reader_writes_no_file_of_its_own() -> None:
    """A reader that cached its bytecode within its limit of output would leave cut files for everybody."""
    cache = ROOT / "tests" / "__pycache__"
    for left in cache.glob("foreign_readers.*"):
        left.unlink()
    sandbox.read(reader("echo"), b"x")

    assert not list(cache.glob("foreign_readers.*"))


def test_the_process_that_asks_imports_no_parser(db_app: Flask) -> None:
    asks = (
        "import sys, app; from core.documents import operations as documents; from tests import bombs;"
        " app.create_app().app_context().push(); documents.judge(bombs.pages(1));"
        " print(sorted({'pypdf', 'filetype', 'core.documents.inspection'} & set(sys.modules)))"
    )
    said = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", asks],
        cwd=ROOT,
        env=os.environ
        | {"CCS_ENVIRONMENT": "test", "DATABASE_URL": db_app.installation.settings.database_url},
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.strip() == "[]"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are given half the processor's time, so that a fast machine does not get through what is to be too much."""
    monkeypatch.setattr(documents, "READER", replace(documents.READER, cpu_seconds=2))


@pytest.mark.parametrize(
    ("bomb", "problems"),
    [
        (bombs.broken_references, {FileProblem.UNREADABLE}),
        (bombs.a_million_pages, {FileProblem.DAMAGED, FileProblem.UNREADABLE}),
        (bombs.pages_within_themselves, {FileProblem.DAMAGED, FileProblem.UNREADABLE}),
        (bombs.references_of_gigabytes, {FileProblem.DAMAGED, FileProblem.UNREADABLE}),
        (bombs.vast_picture, {FileProblem.TOO_MANY_PIXELS}),
        (lambda: bombs.pages(2_001), {FileProblem.TOO_MANY_PAGES}),
    ],
    ids=["broken references", "a million pages", "within themselves", "gigabytes", "vast", "2,001 pages"],
)
def test_a_file_made_to_be_hard_is_refused(
    impatient: None, bomb: Callable[[], bytes], problems: set[FileProblem]
) -> None:
    with pytest.raises(Refused) as refused:
        documents.judge(bomb())
    assert refused.value.reason in problems


def test_a_verdict_that_is_none_of_ours_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    for said in ({"media_type": "text/html"}, {"problem": "none"}, {}, [], "application/pdf", 7):
        monkeypatch.setattr(sandbox, "read", lambda *_, said=said: said)
        with pytest.raises(Refused) as refused:
            documents.judge(a_png() + b"unknown yet")
        assert refused.value.reason is FileProblem.UNREADABLE


@pytest.fixture
def all_places_taken(db_app: Flask) -> Iterator[ExitStack]:
    """Others' files are being read."""
    with ExitStack() as held:
        for _place in range(sandbox.AT_ONCE):
            settings = db_app.installation.settings
            assert held.enter_context(slots.one_of(sandbox.AT_ONCE, documents.READER.name, settings))
        yield held


def test_few_are_read_at_once_and_the_next_is_told_to_come_again(
    all_places_taken: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "READER", replace(documents.READER, patience_seconds=0.1))
    with pytest.raises(TryLater) as later:
        documents.judge(bombs.pages(3))
    assert later.value.retry_seconds > 0

    all_places_taken.close()
    assert documents.judge(bombs.pages(3)).media_type == "application/pdf"


def test_nobody_waits_for_a_file_within_a_transaction(db_app: Flask) -> None:
    with pytest.raises(RuntimeError, match="before the transaction"), transaction():
        documents.judge(bombs.pages(4))


@pytest.fixture
def registering(db_app: Flask, monkeypatch: pytest.MonkeyPatch) -> tuple[Flask, int]:
    """The application as an owner sees it who registers an SME, and the SME's number."""

    def make(tx: Tx) -> tuple[Actor, int]:
        world = World()
        sme = world.sme(tx, state=SmeState.DRAFT)
        return world.member(tx, sme.organisation_id, Capacity.SME), sme.organisation_id

    actor, organisation_id = build(make)
    monkeypatch.setattr(db_app.installation.people, "load_actor", lambda: actor)
    return db_app, organisation_id


def send(registering: tuple[Flask, int], *contents: bytes, lang: str = "en") -> Any:
    app, organisation_id = registering
    files = [(io.BytesIO(content), f"{number}.pdf") for number, content in enumerate(contents)]
    answer = app.test_client().post(
        f"/smes/{organisation_id}/registration/documents?lang={lang}",
        data={"files": files},
        content_type="multipart/form-data",
    )
    with (
        warnings.catch_warnings()
    ):  # werkzeug's test client leaves the file open in which it packed a large body
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()
    return answer


def kept() -> int:
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(Document)) or 0


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", "Checking the file took too long."), ("th", "ใช้เวลาตรวจไฟล์นานเกินไป")],
)
def test_who_sends_such_a_file_reads_what_to_do(
    impatient: None, registering: tuple[Flask, int], lang: str, words: str
) -> None:
    answer = send(registering, bombs.broken_references(), lang=lang)

    assert answer.status_code == 200
    assert f"0.pdf: {words}" in answer.text
    assert kept() == 0


def test_pages_are_served_and_no_connection_is_held_while_files_are_being_read(
    registering: tuple[Flask, int],
    server: embedded.EmbeddedServer,
    database: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reading, go_on, run = threading.Semaphore(0), threading.Event(), sandbox._run

    def slowly(*given: Any) -> int:
        reading.release()
        assert go_on.wait(60)
        return run(*given)

    monkeypatch.setattr(sandbox, "_run", slowly)
    answers: list[int] = []

    def upload(number: int) -> None:
        answers.append(send(registering, bombs.pages(number + 10)).status_code)

    uploads = [threading.Thread(target=upload, args=(number,)) for number in range(sandbox.AT_ONCE)]
    db.session.rollback()
    for each in uploads:
        each.start()
    for _each in uploads:
        assert reading.acquire(timeout=60)

    try:
        assert registering[0].test_client().get("/healthz").status_code == 200
        db.session.remove()
        with psycopg.connect(server.url("postgres", database)) as connection:
            states = connection.execute(
                "SELECT state FROM pg_stat_activity WHERE datname = current_database() AND usename = %s",
                (embedded.APP_ROLE,),
            ).fetchall()
        assert states
        assert {state for (state,) in states} == {"idle"}
    finally:
        go_on.set()
        for each in uploads:
            each.join(60)
    assert answers == [303] * sandbox.AT_ONCE


def test_when_others_files_are_read_one_is_told_when_to_send_ones_own_again(
    registering: tuple[Flask, int], all_places_taken: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "READER", replace(documents.READER, patience_seconds=0.1))
    answer = send(registering, bombs.pages(5))

    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == str(sandbox.RETRY_SECONDS)
    assert "Many files are being checked right now" in answer.text
    assert kept() == 0


@pytest.fixture
def two_an_hour(db_app: Flask) -> Iterator[None]:
    before = db_app.installation.settings
    db_app.installation.settings = replace(before, uploads_per_hour=2)
    yield
    db_app.installation.settings = before


@pytest.mark.parametrize(
    ("lang", "words"), [("en", "You can continue in 20 minutes"), ("th", "ส่งต่อได้ในอีก 20\u00a0นาที")]
)
def test_one_person_sends_so_many_files_an_hour_and_refused_ones_count(
    registering: tuple[Flask, int],
    two_an_hour: None,
    monkeypatch: pytest.MonkeyPatch,
    lang: str,
    words: str,
) -> None:
    begun = datetime(2026, 11, 23, 3, 40, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: begun)
    assert send(registering, b"MZ no document").status_code == 200
    assert send(registering, a_png()).status_code == 303

    answer = send(registering, a_png(), lang=lang)
    assert answer.status_code == 429
    assert words in answer.text
    assert answer.headers["Retry-After"] == "1201"
    assert kept() == 1

    monkeypatch.setattr(clock, "now", lambda: begun + timedelta(minutes=20))
    assert send(registering, a_png()).status_code == 303


def test_one_persons_files_do_not_count_for_another(db_app: Flask) -> None:
    now = datetime(2026, 11, 23, 3, 40, tzinfo=UTC)
    uploads.count(1, 2, most=2, now=now)
    uploads.count(2, 2, most=2, now=now)
    with pytest.raises(TryLater):
        uploads.count(1, 1, most=2, now=now)
