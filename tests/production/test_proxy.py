"""What the proxy of docs/operations.md does by itself: its logs, its limits, the files of static/ that it serves."""

from __future__ import annotations

import pytest

from tests.production.conftest import Before
from tests.production.processes import free_port
from tests.production.proxy import ROOT, Proxy, documented
from tests.production.site import HOST, Site
from web.edge import static_files

CODE, TAG = "7Q4M2K9XW3HTB6RD", "J5TNK2Q7RWXBA"
TOKEN = "WzEsImFiYyJd.aRkQ-Q.token"
SECRET_PATHS = (f"/C/{CODE}/{TAG}", f"/reset-password/{TOKEN}", f"/scan?code={CODE}")
MIB = 1024 * 1024


@pytest.fixture
def nobody_behind(before: Before) -> Proxy:
    """A proxy behind which nobody listens."""
    return before(f"http://127.0.0.1:{free_port()}")


def test_an_example_that_has_changed_is_noticed() -> None:
    with pytest.raises(AssertionError, match="no longer says 'listen 80'"):
        documented({"listen 80": "listen 8080"})


@pytest.mark.parametrize("answers", [True, False])
def test_its_logs_hold_no_code_and_no_token(site: Site, before: Before, answers: bool) -> None:
    port = site.port if answers else free_port()
    proxy = before(f"http://127.0.0.1:{port}")
    client = site.client("127.0.66.2", proxy=proxy)
    for path in SECRET_PATHS:
        assert (client.get(path, Referer=f"https://{HOST}{path}").status == 502) is not answers
    proxy.stop()
    lines = proxy.access_log.read_text().splitlines()
    assert [line.split()[1:3] for line in lines] == [["127.0.66.2", "GET"]] * len(SECRET_PATHS)
    told = proxy.access_log.read_text() + proxy.error_log.read_text()
    for secret in (CODE, TAG, TOKEN):
        assert secret not in told


@pytest.mark.parametrize("size", [2 * MIB, 25 * MIB + 1])
def test_the_application_itself_judges_the_size_of_what_is_sent(site: Site, size: int) -> None:
    answer = site.client().request(
        "POST", "/sign-in", b"x" * size, Content_Type="application/octet-stream", Referer=f"https://{HOST}/"
    )
    assert answer.status in (400, 413)
    assert '<html lang="th">' in answer.text, "our page, not the proxy's"


@pytest.mark.parametrize("name", ["css/site.css", "js/site.js", "icons/mark.svg", "fonts/OFL.txt"])
@pytest.mark.parametrize("accepted", ["gzip", "identity"])
def test_files_are_served_without_the_application_as_it_serves_them(
    site: Site, nobody_behind: Proxy, name: str, accepted: str
) -> None:
    tree = static_files.load(ROOT / "static", ROOT / "build" / "static")
    path = f"/static/{tree.digest}/{name}"
    theirs = site.client(proxy=nobody_behind).get(path, Accept_Encoding=accepted)
    ours = site.direct(path, Host=HOST, Accept_Encoding=accepted)
    assert (theirs.status, theirs.body) == (ours.status, ours.body)
    for header in ("Cache-Control", "Content-Encoding", "X-Content-Type-Options"):
        assert theirs.header(header) == ours.header(header), header
    assert ("Accept-Encoding" in theirs.header("Vary")) is ("Accept-Encoding" in ours.header("Vary"))


def test_a_file_of_another_digest_is_the_applications(site: Site) -> None:
    answer = site.client().get(f"/static/{'0' * 16}/css/site.css")
    assert (answer.status, answer.header("Cache-Control")) == (200, static_files.FOR_A_MINUTE)
