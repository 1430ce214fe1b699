"""`make demo`, as a stranger meets it: it starts, says who may sign in, lets them in, and stops cleanly."""

from __future__ import annotations

import http.cookiejar
import json
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from demo import people
from tests.conftest import _data_dir
from tests.journeys.conftest import ROOT, free_port

PATIENCE_SECONDS = 900
"""A busy machine may take long; how fast the world loads is measured elsewhere."""


@dataclass(frozen=True, slots=True)
class Demo:
    """A running demo: where it is, its process, and what it printed."""

    url: str
    process: subprocess.Popen[bytes]
    said: str


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    folder, port = _data_dir() / f"demo-{os.getpid()}", free_port()
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "demo"],
        cwd=ROOT,
        env=os.environ | {"PORT": str(port), "CCS_DATA_DIR": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        yield Demo(f"http://localhost:{port}", process, _read_until(process, "Ctrl-C stops"))
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(60)
        if process.stdout is not None:
            process.stdout.close()
        shutil.rmtree(folder, ignore_errors=True)


def _read_until(process: subprocess.Popen[bytes], words: str) -> str:
    assert process.stdout is not None
    said, deadline = "", time.monotonic() + PATIENCE_SECONDS
    while words not in said:
        assert time.monotonic() < deadline, said
        if select.select([process.stdout], [], [], 1)[0]:
            more = os.read(process.stdout.fileno(), 65_536).decode(errors="replace")
            assert more, f"the demo ended:\n{said}"
            said += more
    return said


def _browser() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    )


def test_it_says_who_may_sign_in(demo: Demo) -> None:
    assert "nothing found" in demo.said
    assert people.PASSWORD in demo.said
    assert people.SME_OWNER.email in demo.said


def test_the_first_page_and_the_doors_answer(demo: Demo) -> None:
    with _browser().open(f"{demo.url}/") as page:
        assert page.status == 200
        assert 'lang="th"' in page.read().decode()
    with _browser().open(f"{demo.url}/healthz") as door:
        assert json.load(door)["status"] == "ok"
    deadline = time.monotonic() + 60
    while True:
        try:
            with _browser().open(f"{demo.url}/readyz") as door:
                assert door.status == 200
                return
        except urllib.error.HTTPError:
            assert time.monotonic() < deadline
            time.sleep(1)


@pytest.mark.parametrize("email", [people.SME_OWNER.email, people.CASHIER.email, "officer@osmep.example"])
def test_a_listed_person_signs_in(demo: Demo, email: str) -> None:
    browser = _browser()
    with browser.open(f"{demo.url}/sign-in") as page:
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.read().decode())
    assert token is not None
    form = {"email": email, "password": people.PASSWORD, "csrf_token": token[1]}
    with browser.open(f"{demo.url}/sign-in", urllib.parse.urlencode(form).encode()) as page:
        assert page.status == 200
        assert urllib.parse.urlsplit(page.url).path == "/today", page.read().decode()[:2000]


def test_it_stops_cleanly(demo: Demo) -> None:
    demo.process.send_signal(signal.SIGTERM)
    assert demo.process.wait(60) == 0
    assert not list(Path("/proc").glob(f"{demo.process.pid}/status"))
