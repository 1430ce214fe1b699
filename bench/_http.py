"""Hot commands through HTTP, against pgbench doing the same statements on the same server in the same run.

Ours: gunicorn as in production with two worker processes, eight connections that keep alive, each a signed-in
person. The yardstick: `pgbench -M prepared`, eight clients, with the statements that our server was heard to
send for one such request, in one transaction, with the same durability. Pairs alternate; the median pair counts.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import selectors
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade

import config
from core import clock
from core.actor import Actor
from core.database import embedded
from core.db import db

CLIENTS = 8
PAIRS = 5
SECONDS = 4
START_SECONDS = 300
"""How long gunicorn may take to answer on a busy machine."""
PER_CLIENT = 20_000
"""Things to act upon, for each client in all pairs together: the first OURS of them through HTTP, the rest by pgbench."""
OURS = 3_000
FRESH_AFTER = 50
"""Requests until a connection is opened anew, as phones come and go: no worker keeps a crowd that chance gave it."""
SECRET = "bench-only-" + "0" * 32
AGENT = "ccs-bench/1"
HOST = "127.0.0.1"

_PARAMETER = re.compile(r"%\((\w+)\)s")


@dataclass
class Bench:
    """A database of its own on a server of its own, with the application bound to it."""

    server: embedded.EmbeddedServer
    app: Flask
    environment: dict[str, str]
    port: int
    people: list[tuple[Actor, int]] = field(default_factory=list)
    """Each client's actor, and the first id of what it acts upon."""

    def superuser(self) -> psycopg.Connection[Any]:
        """A connection for seeding by the thousand."""
        return psycopg.connect(self.server.url("postgres", "bench"), autocommit=True)


@contextmanager
def open_bench() -> Iterator[Bench]:
    """A fresh, migrated database in a folder of its own, gone afterwards. The server's defaults, fsync on."""
    from app import create_app

    above = Path("/var/lib") if os.geteuid() == 0 else Path(tempfile.gettempdir())
    with tempfile.TemporaryDirectory(prefix="ccs-bench-", dir=above) as name:
        root = Path(name)
        server = embedded.start(root / "postgres")
        try:
            embedded.ensure_database(server, "bench")
            environment = _environment(root, server)
            app = create_app(config.load(environment))
            with app.app_context():
                upgrade()
            yield Bench(server, app, environment, int(environment["PORT"]))
            with app.app_context():
                db.session.remove()
                db.engine.dispose()
        finally:
            server.stop()


def _environment(root: Path, server: embedded.EmbeddedServer) -> dict[str, str]:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    return {
        "CCS_ENVIRONMENT": "demo",
        "CCS_SECOND_FACTOR_WAIVED": "true",
        "CCS_SECRET_KEY": SECRET,
        "CCS_CODE_KEYS": f"1:{SECRET}",
        "CCS_CONSENT_KEY": SECRET,
        "CCS_SEAL_KEY": SECRET,
        "CCS_METRICS_TOKEN": SECRET,
        "CCS_DATA_DIR": str(root / "files"),
        "DATABASE_URL": server.url(embedded.APP_ROLE, "bench"),
        "DATABASE_OWNER_URL": server.url(embedded.OWNER_ROLE, "bench"),
        "PORT": str(port),
        "WEB_CONCURRENCY": "2",
    }


def cookie_and_token(app: Flask, actor: Actor) -> tuple[str, str]:
    """The session of a signed-in person, and the CSRF token that goes with it."""
    from flask_wtf.csrf import generate_csrf

    from identity.accounts.views.session_identity import WHO
    from tests.signing_in import new_token

    with app.test_request_context(headers={"User-Agent": AGENT}, environ_base={"REMOTE_ADDR": HOST}):
        from flask import g, session

        g.pop("csrf_token", None)
        session[WHO] = new_token(actor.known_person_id)
        token = generate_csrf()
        serializer = app.session_interface.get_signing_serializer(app)
        return str(serializer.dumps(dict(session))), token


def heard(app: Flask, send: Callable[[Any], Any]) -> list[tuple[str, dict[str, Any]]]:
    """The statements of one request, as they go to the server."""
    found: list[tuple[str, dict[str, Any]]] = []

    def listen(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        found.append((statement, dict(parameters or {})))

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", listen)
    try:
        answer = send(app.test_client(use_cookies=False))
    finally:
        sa.event.remove(engine, "before_cursor_execute", listen)
    if answer.status_code >= 400:
        raise AssertionError(answer.text)
    return found


def pgbench_script(
    statements: list[tuple[str, dict[str, Any]]], moving: dict[str, str]
) -> tuple[str, dict[str, str]]:
    """The script and its constants. `moving` names the parameters that change, with pgbench's expression for each."""
    lines = [
        r"\set n :n + 1",
        *(rf"\set {name} {expression}" for name, expression in moving.items()),
        "BEGIN;",
    ]
    constants: dict[str, str] = {}
    for number, (statement, parameters) in enumerate(statements):
        names = {name: name if name in moving else f"s{number}_{name}" for name in parameters}
        constants |= {
            names[name]: _text(value)
            for name, value in parameters.items()
            if name not in moving and value is not None
        }
        spelled = {name: "NULL" if parameters[name] is None else f":{names[name]}" for name in parameters}
        told = _PARAMETER.sub(lambda found, spelled=spelled: spelled[found[1]], statement)
        lines.append(" ".join(told.replace("%%", "%").split()) + ";")
    return "\n".join([*lines, "COMMIT;", ""]), constants


def _text(value: Any) -> str:
    """A parameter as pgbench takes it: in the text format of its type."""
    value = getattr(value, "obj", value)  # psycopg wraps bytes and JSON
    if isinstance(value, bytes):
        return rf"\x{value.hex()}"
    if isinstance(value, dict):
        return json.dumps(value)
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)


def pgbench(bench: Bench, script: str, constants: dict[str, str], first: int) -> float:
    """Transactions a second of eight clients; `first` is how many of each client's things are used up."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        defined = [f"-D{name}={value}" for name, value in ({**constants, "n": str(first)}).items()]
        ran = subprocess.run(
            [
                str(embedded.programs() / "pgbench"),
                "-n",
                "-M",
                "prepared",
                "-c",
                str(CLIENTS),
                "-j",
                "2",
                "-T",
                str(SECONDS),
                "-f",
                file.name,
                *defined,
                "-h",
                bench.server.socket_dir,
                "-U",
                embedded.APP_ROLE,
                "bench",
            ],
            capture_output=True,
            text=True,
            check=False,
        )
    found = re.search(r"tps = ([0-9.]+)", ran.stdout)
    if ran.returncode or not found or "number of failed transactions: 0 " not in ran.stdout:
        raise AssertionError(ran.stdout + ran.stderr)
    return float(found[1])


@dataclass
class Answered:
    """What the eight connections got."""

    good: int = 0
    bad: int = 0
    first_bad: str = ""
    seconds: float = 0.0
    waits: list[float] = field(default_factory=list)


_LENGTH = re.compile(rb"(?i)content-length: (\d+)")


@dataclass
class _Line:
    """One connection that stays open, and the request that it waits for."""

    port: int
    make: Callable[[int], bytes]
    number: int
    began: float = 0.0
    got: bytes = b""
    link: socket.socket = field(init=False)

    def __post_init__(self) -> None:
        self.connect()

    def connect(self) -> None:
        """Open it, at first and after the server has closed it."""
        self.link = socket.create_connection((HOST, self.port))
        self.link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self) -> None:
        """Send the next request."""
        self.number += 1
        self.got = b""
        asked = self.make(self.number)
        self.began = time.perf_counter()
        self.link.sendall(asked)

    def hear(self) -> bytes | None:
        """What has come is kept; the whole answer, once it is there."""
        came = self.link.recv(65536)
        if not came:
            raise AssertionError("the server hung up")
        self.got += came
        head, end, body = self.got.partition(b"\r\n\r\n")
        length = _LENGTH.search(head) if end else None
        return self.got if length and len(body) >= int(length[1]) else None


def _converse(lines: list[_Line], until: float, expected: bytes, into: Answered) -> None:
    """Every line asks again as soon as it was answered. One thread and plain sockets: we share the server's cores."""
    with selectors.DefaultSelector() as waiting:
        for line in lines:
            waiting.register(line.link, selectors.EVENT_READ, line)
            line.ask()
        while waiting.get_map():
            for ready, _ in waiting.select():
                line = ready.data
                answer = line.hear()
                if answer is None:
                    continue
                now = time.perf_counter()
                into.waits.append(now - line.began)
                if answer[9:12] == expected:
                    into.good += 1
                else:
                    into.bad += 1
                    into.first_bad = into.first_bad or answer.decode(errors="replace")[:600]
                if now >= until:
                    waiting.unregister(line.link)
                    continue
                if (
                    line.number % FRESH_AFTER == 0
                    or b"connection: close" in answer[: answer.find(b"\r\n\r\n")].lower()
                ):
                    waiting.unregister(line.link)
                    line.link.close()
                    line.connect()
                    waiting.register(line.link, selectors.EVENT_READ, line)
                line.ask()


def drive(port: int, senders: list[Callable[[int], bytes]], used: list[int], expected: bytes) -> Answered:
    """Eight connections for SECONDS; moves `used` on."""
    answered = Answered()
    lines = [_Line(port, make, used[place]) for place, make in enumerate(senders)]
    began = time.perf_counter()
    _converse(lines, began + SECONDS, expected, answered)
    answered.seconds = time.perf_counter() - began
    used[:] = [line.number for line in lines]
    for line in lines:
        line.link.close()
    return answered


def serve(bench: Bench) -> subprocess.Popen[bytes]:
    """gunicorn, as production runs it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--log-level", "warning", "app:create_app()"],
        env={**os.environ, **bench.environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://{HOST}:{bench.port}/healthz", timeout=2) as answer:
                if answer.status == 200:
                    return process
        except OSError:
            time.sleep(0.2)
    process.kill()
    raise AssertionError(f"gunicorn ended or did not answer within {START_SECONDS} seconds")


def compare(
    bench: Bench,
    senders: list[Callable[[int], bytes]],
    script: str,
    constants: dict[str, str],
    statements: int,
    expected: bytes,
) -> dict[str, Any]:
    """Five alternating pairs; the median pair by ratio. Neither acts twice on one thing."""
    process = serve(bench)
    used, yard_used = [0] * CLIENTS, OURS
    pairs, waits = [], []
    try:
        drive(bench.port, senders, used, expected)
        for _ in range(PAIRS):
            answered = drive(bench.port, senders, used, expected)
            if answered.bad or max(used) > OURS:
                raise AssertionError(
                    f"{answered.bad} wrong answers; {max(used)} of {OURS} used; {answered.first_bad}"
                )
            waits += answered.waits
            limit = pgbench(bench, script, constants, yard_used)
            yard_used += int(limit * SECONDS / CLIENTS * 1.35) + 50
            if yard_used > PER_CLIENT:
                raise AssertionError("pgbench ran out of things to act upon: raise PER_CLIENT")
            pairs.append((answered.good / answered.seconds, limit))
    finally:
        process.terminate()
        process.wait(30)
    ours, limit = sorted(pairs, key=lambda pair: pair[0] / pair[1])[len(pairs) // 2]
    return {
        "ours": round(ours, 1),
        "limit": round(limit, 1),
        "unit": "per second",
        "server": "gunicorn, 2 workers",
        "connections": CLIENTS,
        "statements": statements,
        "p95_ms": round(statistics.quantiles(waits, n=20)[-1] * 1000, 1),
        "pairs": [[round(a, 1), round(b, 1)] for a, b in pairs],
    }


def request_bytes(path: str, body: bytes, cookie: str, token: str, **headers: str) -> bytes:
    """One POST over a connection that stays open."""
    lines = [
        f"POST {path} HTTP/1.1",
        f"Host: {HOST}",
        f"User-Agent: {AGENT}",
        "Accept: application/json",
        f"Cookie: session={cookie}",
        f"X-CSRFToken: {token}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


def key() -> str:
    """A fresh idempotency key."""
    return secrets.token_hex(12)


def today_and_now() -> tuple[Any, datetime]:
    """The clock that the server under test will read."""
    now = clock.now()
    return clock.bangkok_date(now), now
