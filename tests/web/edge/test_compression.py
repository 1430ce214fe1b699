"""Pages leave compressed, but where their length could tell a secret; what is not a page leaves as it is."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

import pytest
from flask import Flask, Response, request

from web.edge import compression

WORDS = "โครงการยกระดับผู้ประกอบการ " * 100
GZIP = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.fixture
def pages() -> Flask:
    """A page with a number in its address, one with a word, and other answers."""
    app = Flask("pages", static_folder=None)
    compression.init_app(app)
    app.add_url_rule("/page/<int:number>", "number", lambda number: f"{WORDS}{number}")
    app.add_url_rule("/word/<word>", "word", lambda word: f"{WORDS}{word}")
    app.add_url_rule("/posted", "posted", lambda: WORDS, methods=["POST"])
    app.add_url_rule("/short", "short", lambda: "short")
    app.add_url_rule("/json", "json", lambda: {"words": WORDS})
    app.add_url_rule("/missing", "missing", lambda: (WORDS + request.path, 404))
    app.add_url_rule("/rows", "rows", lambda: Response(_pieces(), mimetype="text/html"))
    app.add_url_rule("/file", "file", lambda: Response(WORDS, mimetype="text/csv"))
    return app


def _pieces() -> Iterator[str]:
    yield WORDS
    yield WORDS


def test_a_page_leaves_compressed_to_whoever_takes_it(pages: Flask) -> None:
    packed, plain = pages.test_client().get("/page/1", headers=GZIP), pages.test_client().get("/page/1")

    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert packed.content_length == len(packed.data) < len(plain.data) / 3
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    assert "Content-Encoding" not in plain.headers


@pytest.mark.parametrize("address", ["/page/1?q=guess", "/page/1?", "/word/guess"])
def test_words_in_the_address_are_compressed_with_nobodys_secret(pages: Flask, address: str) -> None:
    stranger, reader = pages.test_client(), pages.test_client()
    stranger.set_cookie("lang", "en")
    reader.set_cookie("session", "x")

    assert "Content-Encoding" in stranger.get(address, headers=GZIP).headers
    assert ("Content-Encoding" in reader.get(address, headers=GZIP).headers) == address.endswith("?")
    assert "Content-Encoding" in reader.get("/page/1", headers=GZIP).headers


@pytest.mark.parametrize(
    ("method", "address"),
    [("POST", "/posted"), *(("GET", f"/{name}") for name in ("short", "json", "missing", "rows", "file"))],
)
def test_what_is_no_page_leaves_as_it_is(pages: Flask, method: str, address: str) -> None:
    answer = pages.test_client().open(address, method=method, headers=GZIP)

    assert "Content-Encoding" not in answer.headers
    assert answer.content_length == len(answer.data) or answer.content_length is None
