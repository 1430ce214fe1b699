"""Files of /static: kept for a year under the digest of the tree they belong to, and compressed when that was built."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient

from web.edge import static_files

CSS = b"body { background: url('../icons/mark.svg') }\n" * 50


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An application's root with a small static tree."""
    for name, content in (("css/layers.css", CSS), ("icons/mark.svg", b"<svg/>"), ("fonts/a.woff2", b"wOF2")):
        path = tmp_path / "static" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tmp_path


def served(folder: Path, *, follow: bool = False) -> Flask:
    app = Flask("small", root_path=str(folder), static_folder=None)
    static_files.init_app(app, follow=follow)
    return app


def address_of(app: Flask, filename: str) -> str:
    with app.test_request_context():
        return url_for("static", filename=filename)


def built(folder: Path) -> str:
    return static_files.build(folder / "static", folder / "build" / "static")


def test_a_file_is_kept_for_ever_under_its_digest_alone(folder: Path) -> None:
    app = served(folder)
    address = address_of(app, "css/site.css")

    answer = app.test_client().get(address)
    assert re.fullmatch(r"/static/[0-9a-f]{16}/css/site\.css", address)
    assert answer.data == CSS
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    for other in ("/static/css/site.css", "/static/0123456789abcdef/css/site.css"):
        answer = app.test_client().get(other)
        assert (answer.data, answer.headers["Cache-Control"]) == (CSS, "public, max-age=60")


def test_what_a_file_names_relatively_lies_under_the_same_digest(folder: Path) -> None:
    app = served(folder)
    address = address_of(app, "css/site.css").replace("css/site.css", "css/../icons/mark.svg")

    answer = app.test_client().get(address.replace("css/../", ""))
    assert answer.headers["Cache-Control"] == static_files.FOR_EVER
    assert answer.mimetype == "image/svg+xml"


def test_any_changed_byte_gives_all_files_new_addresses(folder: Path) -> None:
    before = address_of(served(folder), "css/site.css")
    (folder / "static/icons/mark.svg").write_bytes(b"<svg />")

    assert address_of(served(folder), "css/site.css") != before


def test_files_replaced_on_disk_do_not_go_out_under_the_old_digest(folder: Path) -> None:
    app = served(folder)
    address = address_of(app, "css/site.css")
    (folder / "static/css/layers.css").write_bytes(b"/* new */")

    assert app.test_client().get(address).data == CSS


def test_a_developer_sees_a_change_at_once_under_a_new_address(folder: Path) -> None:
    app = served(folder, follow=True)
    before = address_of(app, "css/site.css")
    (folder / "static/css/layers.css").write_bytes(b"/* new */")

    after = address_of(app, "css/site.css")
    assert after != before
    assert app.test_client().get(after).data == b"/* new */"


def test_a_built_copy_is_sent_to_whoever_takes_it(folder: Path) -> None:
    built(folder)
    app = served(folder)
    address = address_of(app, "css/site.css")

    packed = app.test_client().get(address, headers={"Accept-Encoding": "br;q=1, gzip;q=0.8"})
    plain = app.test_client().get(address, headers={"Accept-Encoding": "gzip;q=0"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data == CSS
    assert len(packed.data) < len(CSS) / 2
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    assert packed.headers["ETag"] != plain.headers["ETag"]
    again = app.test_client().get(
        address, headers={"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]}
    )
    assert (again.status_code, again.data) == (304, b"")


def test_a_copy_of_another_state_is_not_sent(folder: Path) -> None:
    built(folder)
    (folder / "static/css/layers.css").write_bytes(CSS + b"/* new */")
    app = served(folder)

    answer = app.test_client().get(address_of(app, "css/site.css"), headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in answer.headers
    assert answer.data.endswith(b"/* new */")


def test_the_build_keeps_the_tree_before_and_no_older_one(folder: Path) -> None:
    digests = []
    for number in range(3):
        (folder / "static/icons/mark.svg").write_bytes(b"<svg/>" * number)
        digests.append(built(folder))

    assert {each.name for each in (folder / "build/static").iterdir()} == set(digests[1:])
    copies = {each.name for each in (folder / "build/static").rglob("*.gz")}
    assert copies == {"site.css.gz", "mark.svg.gz"}


@pytest.mark.parametrize("name", ["../app.py", "css", "css/none.css", "%2e%2e/config.py", ""])
def test_nothing_but_the_files_of_the_tree_is_served(folder: Path, name: str) -> None:
    app = served(folder)

    assert app.test_client().get(f"/static/{name}").status_code == 404
    assert app.test_client().get(f"/static/0123456789abcdef/{name}").status_code == 404


def test_a_page_names_its_files_by_digest(client: FlaskClient) -> None:
    page = client.get("/").text
    named = set(re.findall(r'"(/static/[^"]+)"', page))

    assert named
    for address in named:
        assert client.get(address).headers["Cache-Control"] == static_files.FOR_EVER, address
