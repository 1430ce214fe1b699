"""Clients that send slowly, read slowly or say nothing hold no thread: pages and the health page answer meanwhile.

gunicorn as in production, without a proxy before it. Of each kind there is one more than there are threads.
"""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
import sqlalchemy as sa
from flask import Flask

from core.actor import Actor
from core.db import Tx, db
from core.documents import sandbox, slots
from core.documents.operations import READER
from identity.organisations.states import Capacity
from smes.states import SmeState
from tests import bombs
from tests.copied import insert_like
from tests.factories import World, build
from tests.house.sides import browser_of
from tests.journeys.conftest import GUNICORN, free_port, served

THREADS = 2 * 4
STALLED = THREADS + 1
HEALTH_SECONDS = 2
PAGE_SECONDS = 5
"""A bound, not a measure: it only tells an answer from a wait for somebody."""
SMALL = 4_096
SERVICES = 4_900
NAME = "ทดสอบ" * 38
"""Long, so that the directory is some megabytes."""


@pytest.fixture(scope="module")
def running(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """gunicorn, once for all; where it answers."""
    port = free_port()
    with served(app.installation.settings, port, tmp_path_factory.mktemp("stalled") / "log", GUNICORN):
        yield port


@pytest.fixture
def port(db_app: Flask, running: int) -> int:
    """The site with an empty database; it answers when nobody is slow."""
    assert ask(running, "/sign-in")[0] == 200
    return running


def connected(port: int, stack: ExitStack) -> socket.socket:
    """A connection that takes little at a time."""
    link = stack.enter_context(socket.socket())
    link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL)
    link.settimeout(60)
    link.connect(("127.0.0.1", port))
    return link


def ask(port: int, path: str) -> tuple[int, float]:
    """Status and seconds of a page that somebody else asks for."""
    began = time.monotonic()
    with ExitStack() as stack:
        link = connected(port, stack)
        link.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        got = whole(link)
    return int(got[9:12] or 0), time.monotonic() - began


def whole(link: socket.socket) -> bytes:
    """All that comes until the other side has no more to say."""
    got = b""
    while came := link.recv(65_536):
        got += came
    return got


def post(path: str, body: bytes, length: int, kind: str = "application/x-www-form-urlencoded") -> bytes:
    """A request whose body may be shorter than it says."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n"
    )
    return head.encode() + body


def stay_up(port: int) -> None:
    """The health page and a page answer, again and again."""
    for _ in range(3):
        status, seconds = ask(port, "/healthz")
        assert (status, seconds < HEALTH_SECONDS) == (200, True), seconds
        status, seconds = ask(port, "/sign-in")
        assert (status, seconds < PAGE_SECONDS) == (200, True), seconds


BEGINNINGS = {
    "nothing": b"",
    "half a head": b"GET /sign-in HTTP/1.1\r\nHost: localhost\r\nX-",
    "empty lines": b"\r\n\r\n",
    "a form": post("/sign-in", b"abc", 5_000),
    "a large form": post("/sign-in", b"abc", 500_000),
    "a file": post("/sign-in", b"--x\r\n", 5_000_000, "multipart/form-data; boundary=x"),
    "a chunk": post("/sign-in", b"5000\r\nabc", 0).replace(
        b"Content-Length: 0", b"Transfer-Encoding: chunked"
    ),
    "a body of the health page": post("/healthz", b"abc", 5_000).replace(b"POST", b"GET"),
}


@pytest.mark.parametrize("beginning", BEGINNINGS.values(), ids=BEGINNINGS)
def test_who_stops_sending_holds_no_thread(port: int, beginning: bytes) -> None:
    with ExitStack() as stack:
        for _ in range(STALLED):
            connected(port, stack).sendall(beginning)
        stay_up(port)


def test_who_sends_one_byte_at_a_time_is_cut_off_in_words(port: int) -> None:
    """Each byte comes in time; all of them never would."""
    with ExitStack() as stack:
        slow = [connected(port, stack) for _ in range(STALLED)]
        for link in slow:
            link.sendall(post("/sign-in", b"", 5_000))
        ended = threading.Event()

        def trickle() -> None:
            while not ended.wait(0.5):
                for link in slow:
                    try:
                        link.sendall(b"x")
                    except OSError:
                        return

        trickling = threading.Thread(target=trickle)
        trickling.start()
        try:
            stay_up(port)
            answer = slow[0].recv(65_536)
        finally:
            ended.set()
            trickling.join()
        assert answer.startswith(b"HTTP/1.1 408 ")
        assert "ระบบได้รับข้อมูลไม่ครบ".encode() in answer + whole(slow[0])


def test_a_head_that_does_not_end_is_cut_off_in_words(port: int) -> None:
    with ExitStack() as stack:
        link = connected(port, stack)
        link.sendall(BEGINNINGS["half a head"])
        answer = whole(link)
        assert answer.startswith(b"HTTP/1.1 408 ")
        assert "โปรดลองใหม่".encode() in answer


def test_a_body_whose_length_nobody_says_is_refused_in_words(port: int) -> None:
    with ExitStack() as stack:
        link = connected(port, stack)
        link.sendall(BEGINNINGS["a chunk"])
        assert whole(link).startswith(b"HTTP/1.1 411 ")


def test_who_asks_whether_to_go_on_is_told_to(port: int) -> None:
    with ExitStack() as stack:
        link = connected(port, stack)
        link.sendall(post("/sign-in", b"", 3).replace(b"\r\n\r\n", b"\r\nExpect: 100-continue\r\n\r\n"))
        assert link.recv(25) == b"HTTP/1.1 100 Continue\r\n\r\n"
        link.sendall(b"a=b")
        assert link.recv(65_536).startswith(b"HTTP/1.1 400 ")


def test_requests_sent_one_behind_the_other_are_all_answered(port: int) -> None:
    with ExitStack() as stack:
        link = connected(port, stack)
        last = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        link.sendall(post("/sign-in", b"a=b", 3) + post("/sign-in", b"a=b", 3) + last)
        assert re.findall(rb"HTTP/1.1 (\d{3}) ", whole(link)) == [b"400", b"400", b"200"]


def test_a_body_above_the_limit_is_refused_before_it_comes(port: int) -> None:
    with ExitStack() as stack:
        link = connected(port, stack)
        link.sendall(post("/sign-in", b"", 26 * 1024 * 1024, "multipart/form-data; boundary=x"))
        assert link.recv(65_536).startswith(b"HTTP/1.1 413 ")


@pytest.fixture
def long_directory(db_app: Flask) -> None:
    """More of it than sockets hold."""

    def one(tx: Tx) -> None:
        world = World()
        world.service(tx, world.provider(tx, category := world.category(tx)), category)

    build(one)
    copy = insert_like("services", {"name_th": "CAST(:name AS text) || g"}, SERVICES)
    build(lambda tx: tx.execute(sa.text(copy), {"name": NAME}))
    db.session.remove()


@pytest.mark.usefixtures("long_directory")
def test_who_reads_one_byte_at_a_time_holds_no_thread_and_is_cut_off(port: int) -> None:
    with ExitStack() as stack:
        slow = []
        for _ in range(STALLED):
            slow.append(link := connected(port, stack))
            link.sendall(b"GET /directory?format=csv HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert link.recv(12) == b"HTTP/1.1 200"
        began = time.monotonic()
        stay_up(port)
        got = 0
        try:
            while time.monotonic() < began + 20:
                got += len(slow[0].recv(1))
                time.sleep(0.5)
            got += len(whole(slow[0]))
        except ConnectionError:
            pass
        assert got < whole_directory(port) * 0.9  # the rest is what sockets held


def whole_directory(port: int) -> int:
    """Bytes of the answer that the slow ones ask for."""
    with ExitStack() as stack:
        link = connected(port, stack)
        link.sendall(b"GET /directory?format=csv HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        return len(whole(link))


def test_who_does_not_close_after_the_answer_holds_nobody(port: int) -> None:
    with ExitStack() as stack:
        for _ in range(STALLED):
            link = connected(port, stack)
            link.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        stay_up(port)


@pytest.fixture
def places_taken(db_app: Flask) -> Iterator[None]:
    """Others' files are being judged."""
    with ExitStack() as held:
        for _ in range(sandbox.AT_ONCE):
            settings = db_app.installation.settings
            assert held.enter_context(slots.one_of(sandbox.AT_ONCE, READER.name, settings))
        yield


@pytest.mark.usefixtures("places_taken")
def test_uploads_that_wait_for_others_hold_uploads_alone(db_app: Flask, port: int) -> None:
    def make(tx: Tx) -> tuple[Actor, int]:
        world = World()
        sme = world.sme(tx, state=SmeState.DRAFT)
        return world.member(tx, sme.organisation_id, Capacity.SME), sme.organisation_id

    owner, organisation_id = build(make)
    name = db_app.config["SESSION_COOKIE_NAME"]
    kept = browser_of(db_app, owner).get_cookie(name)
    assert kept is not None
    cookie = f"\r\nCookie: {name}={kept.value}; lang=en\r\n\r\n".encode()
    path = f"/smes/{organisation_id}/registration/documents"
    with ExitStack() as stack:
        link = connected(port, stack)
        link.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close".encode() + cookie)
        page = whole(link)
        token = re.search(rb'name="csrf_token"[^>]*value="([^"]+)"', page)
        told = re.search(rb"\r\nSet-Cookie: (%s=[^;]+)" % name.encode(), page)
        assert token
        assert told
        cookie = b"\r\nCookie: %s; lang=en\r\n\r\n" % told[1]
        uploads = [connected(port, stack) for _ in range(STALLED)]
        for number, upload in enumerate(uploads):
            body = (
                b'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n%s\r\n'
                b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.pdf"\r\n'
                b"Content-Type: application/pdf\r\n\r\n%s\r\n--x--\r\n"
            ) % (token[1], bombs.pages(number + 20))
            request = post(path, body, len(body), "multipart/form-data; boundary=x")
            upload.sendall(request.replace(b"\r\n\r\n", cookie, 1))
        stay_up(port)
        assert uploads[0].recv(65_536).startswith(b"HTTP/1.1 429 ")
