"""Walk every page that a person can reach by following links, one visit an endpoint."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from flask import Flask, g, request_finished
from flask.testing import FlaskClient
from lxml import html
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from identity.people.models import Person
from tests import signing_in

ORIGIN = "http://localhost"
SKIPPED = frozenset({"static", "security.logout"})


@dataclass(frozen=True, slots=True)
class Visit:
    """One page as it was answered."""

    endpoint: str
    url: str
    status: int
    statements: int
    media_type: str
    text: str


MOST_STATEMENTS = 12
"""SQL statements of one page."""
MOST_OF = {"/deadlines": 27, "/today": 32, "/search": 20, "/sign-in": 18, "/me/data/file": 70}
MOST_OF |= dict.fromkeys(
    ("/applications/#", "/batches/#", "/plans/#", "/projects/#", "/providers/#", "/schemes/#"), 13
)
MOST_OF["/schemes/versions/#"] = 14
"""Pages that may take more: what waits and what is kept is read one statement a kind of thing; what an officer decides is
not offered to one who is connected with it. Numbers are #."""


def most_statements(url: str) -> int:
    """How many SQL statements this page may take."""
    return MOST_OF.get(re.sub(r"\d+", "#", url.partition("?")[0]), MOST_STATEMENTS)


def sign_in(client: FlaskClient, person: Person, choice: str | None) -> None:
    """As a person who has just signed in, and chosen whom to act for."""
    signing_in.sign_in(client, person.id, choice)


@contextmanager
def counted(app: Flask) -> Iterator[list[int]]:
    """Statements of each request served meanwhile."""
    counts: list[int] = []

    def note(_sender: Flask, **_more: object) -> None:
        counts.append(g.get("statements", 0))

    with request_finished.connected_to(note, app):
        yield counts


def _links(page: str, url: str) -> Iterator[str]:
    for href in html.fromstring(page).xpath("//a/@href"):
        target = urlsplit(urljoin(urljoin(ORIGIN, url), href))
        if f"{target.scheme}://{target.netloc}" == ORIGIN:
            query = urlencode([pair for pair in parse_qsl(target.query) if pair[0] != "lang"])
            yield target.path + (f"?{query}" if query else "")


def _endpoint(app: Flask, url: str) -> str | None:
    try:
        return str(app.url_map.bind("localhost").match(urlsplit(url).path, method="GET")[0])
    except RequestRedirect:
        return None
    except HTTPException:
        return "missing"


def crawl(app: Flask, client: FlaskClient, start: str, language: str, limit: int = 200) -> list[Visit]:
    """Visits in the order found, breadth first; redirects are followed; each endpoint once."""
    waiting, seen, visits = deque([start]), set[str](), list[Visit]()
    with counted(app) as counts:
        while waiting and len(visits) < limit:
            url = waiting.popleft()
            endpoint = _endpoint(app, url)
            if endpoint is None or endpoint in seen or endpoint in SKIPPED:
                continue
            seen.add(endpoint)
            joined = url + ("&" if "?" in url else "?") + f"lang={language}"
            answer = client.get(joined, follow_redirects=True)
            is_page = answer.mimetype == "text/html" and "Content-Disposition" not in answer.headers
            text = answer.text if is_page else ""
            visits.append(Visit(endpoint, url, answer.status_code, counts[-1], answer.mimetype, text))
            if text and answer.status_code == 200:
                waiting.extend(_links(text, url))
    return visits
