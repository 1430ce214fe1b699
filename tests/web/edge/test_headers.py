"""What every answer carries, whatever it is."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize("path", ["/", "/directory", "/no-such-page", "/today", "/healthz"])
def test_every_answer_is_guarded(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers

    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy["script-src"] == policy["default-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["object-src"] == policy["base-uri"] == "'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Permissions-Policy"] == "camera=(), microphone=(), geolocation=()"
    assert headers["Cache-Control"] in ("private, no-store", "public, max-age=60")
    assert "Strict-Transport-Security" not in headers


def test_over_https_the_browser_is_told_to_stay_there(client: FlaskClient) -> None:
    headers = client.get("/", base_url="https://localhost").headers

    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_a_file_of_ours_may_be_kept(client: FlaskClient) -> None:
    headers = client.get("/static/css/ccs.css").headers

    assert "no-store" not in headers.get("Cache-Control", "")
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_header_is_said_once(client: FlaskClient) -> None:
    names = [name.lower() for name, _ in client.get("/").headers]

    assert sorted(names) == sorted({*names, *(name for name in names if name == "set-cookie")})
