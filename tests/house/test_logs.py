"""What a log line may hold: who by number, which route, how long. No name, no address, no code, no search."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from structlog.testing import capture_logs

from web.edge.observe import trace_without_words

CODE, TAG = "K7QW2M9XPT4RB5HA", "N3F6V8C2Y4T7Q"
SECRETS = (
    CODE,
    TAG,
    "somchai.jaidee@example.test",
    "สมชาย",
    "%E0%B8%AA",
    "correct-horse-battery",
    "0105555000081",
)
PERSONAL = re.compile(r"[\w.+-]+@[\w-]+\.\w+|[ก-๙]|%E0%B8|\b\d{13}\b|\b[A-Z2-7]{16}\b")
KNOWN = frozenset(
    {
        "event",
        "log_level",
        "method",
        "ms",
        "person_id",
        "room",
        "route",
        "statements",
        "status",
        "error",
        "exc_info",
        "task",
    }
)
"""Fields of a request's line; another one is thought over first, and then added here."""


def personal(lines: Iterable[dict[str, Any]]) -> Iterator[str]:
    """What a log line holds that names a person or opens a coupon."""
    for line in lines:
        text = json.dumps(line, ensure_ascii=False, default=str)
        yield from (f"{secret!r} in {text}" for secret in SECRETS if secret in text)
        yield from (f"{found!r} in {text}" for found in PERSONAL.findall(text))
        yield from (f"unknown field {name!r}" for name in line if name not in KNOWN)


REQUESTS = {
    "an opened QR code": ("get", f"/C/{CODE}/{TAG}", {}),
    "a sign-in": (
        "post",
        "/sign-in",
        {"email": "somchai.jaidee@example.test", "password": "correct-horse-battery"},
    ),
    "a search": ("get", "/directory?q=สมชาย+0105555000081&email=somchai.jaidee@example.test", {}),
    "a missing page": ("get", f"/nothing/{CODE}?name=สมชาย", {}),
    "a reset": ("post", "/reset-password", {"email": "somchai.jaidee@example.test"}),
}


@pytest.mark.parametrize("what", REQUESTS)
def test_a_request_line_holds_nothing_personal(
    what: str, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    method, address, form = REQUESTS[what]
    caplog.set_level(logging.INFO)
    with capture_logs() as lines:
        client.open(address, method=method.upper(), data=form)
    lines += [{"event": record.getMessage()} for record in caplog.records]
    assert any(line["event"] == "request" for line in lines), "the request left no line"
    assert not list(personal(lines)), "log the rule of the route, never the address; ids, never names"


def test_a_telling_line_is_found() -> None:
    assert list(personal([{"event": "request", "path": f"/C/{CODE}/{TAG}"}]))
    assert list(personal([{"event": "sent", "to": "a@b.example"}]))
    assert not list(personal([{"event": "request", "route": "/C/<code>/<tag>", "status": 200}]))


def test_an_unexpected_error_is_logged_without_what_it_says() -> None:
    row, code = "Key (email)=(somchai.jaidee@example.test) already exists", f"while keeping {CODE}"
    trace = ""
    try:
        _fail(row, code)
    except RuntimeError:
        trace = trace_without_words(sys.exc_info())
    assert "RuntimeError" in trace
    assert "ValueError" in trace
    assert "test_logs.py" in trace
    assert not list(personal([{"event": trace}]))
    assert list(personal([{"event": f"{trace}{row}"}]))


def _fail(row: str, code: str) -> None:
    try:
        raise ValueError(row)
    except ValueError as inner:
        raise RuntimeError(code) from inner
