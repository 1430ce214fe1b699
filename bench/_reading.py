"""Who reads which pages, and how many buffers the server touches for each."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from core.db import db
from demo.people import GUESTS, STAFF
from identity.people.models import Person
from tests.rows_read import BUFFERS, Read, metered
from tests.signing_in import browser_of

ORIGIN = "http://localhost"
NOT_READ = frozenset({"static", "security.logout", "demo_mail.mails"})
ON_THE_WAY = frozenset({"lang", "before", "after", "from", "format"})
"""Parameters that do not make another list."""
OF_A_ROUTE = 2
"""Addresses of one route that a reader opens."""
WORDS = ("บริษัท", "zzzqqq")
"""What is searched for in every list beside the first row's own words: what half of the rows have, and what none has."""
ANONYMOUS = "a stranger"


@dataclass(frozen=True, slots=True)
class Address:
    """One page to read, of one route."""

    endpoint: str
    url: str
    is_list: bool = False


@dataclass(frozen=True, slots=True)
class Measured:
    """What one visit cost."""

    status: int
    buffers: int
    rows: int
    """Of the tables that it shows."""
    statements: list[Read]


def readers() -> dict[str, str | None]:
    """The demo world's people by what they do there: one of each role in each unit, and a stranger."""
    first = {(each.role, each.unit): each for each in reversed(STAFF)}.values()
    found: dict[str, str | None] = {each.key: each.email for each in reversed(first)}
    return found | {each.email.partition("@")[0]: each.email for each in GUESTS} | {ANONYMOUS: None}


def browser(app: Flask, email: str | None) -> FlaskClient:
    """A browser in which that person has just signed in."""
    if email is None:
        return app.test_client()
    with app.app_context():
        person_id = db.session.scalars(sa.select(Person.id).where(Person.email == email)).one()
        client = browser_of(app, person_id)
        db.session.remove()
    return client


_planning: WeakKeyDictionary[Flask, Callable[..., None]] = WeakKeyDictionary()
"""What each application's connections do as they are opened."""


def prepared(app: Flask, mode: str) -> None:
    """Have each connection prepare every statement at once; `mode` is the plan: of its values, or for any values."""
    with app.app_context():
        engine = db.engine
        engine.dispose()

    def connected(connection: Any, _record: Any) -> None:
        connection.prepare_threshold = 0
        connection.execute(f"SET plan_cache_mode = {mode}")
        connection.commit()

    if (former := _planning.get(app)) is not None:
        sa.event.remove(engine, "connect", former)
    sa.event.listen(engine, "connect", connected)
    _planning[app] = connected


def measure(app: Flask, client: FlaskClient, url: str) -> Measured:
    """One visit. The session is marked as seen by a visit before: who comes back within the minute writes nothing."""
    with app.app_context():
        engine = db.engine
    with metered(engine, BUFFERS) as reads:
        answer = client.get(url, buffered=True)
        answer.close()
    rows = answer.text.count("<tr") if answer.mimetype == "text/html" else 0
    return Measured(answer.status_code, sum(each.read for each in reads), rows, reads)


def addresses(app: Flask, client: FlaskClient) -> Iterator[Address]:
    """Every page that the reader reaches by links, each list in each order and by each filter alone."""
    waiting, opened, seen = deque(["/", "/today"]), dict[str, int](), set[str]()
    while waiting:
        url = waiting.popleft()
        endpoint = _endpoint(app, url)
        if url in seen or endpoint is None or endpoint in NOT_READ:
            continue
        seen.add(url)
        if opened.get(endpoint, 0) >= OF_A_ROUTE:
            continue
        answer = client.get(url)
        if answer.status_code in (301, 302, 303, 307, 308):
            waiting.append(_plain(urljoin(ORIGIN + url, answer.location), frozenset({"format", "lang"})))
            continue
        if answer.status_code != 200:
            continue
        opened[endpoint] = opened.get(endpoint, 0) + 1
        if answer.mimetype != "text/html" or "Content-Disposition" in answer.headers:
            yield Address(endpoint, url)
            continue
        page, path = html.fromstring(answer.text), urlsplit(url).path
        waiting.extend(link for link in _links(page, url) if urlsplit(link).path != path)
        ways = list(_ways_to_list(page, path)) if url == path else []
        pages = bool(ways or page.xpath("//a[@rel='next']"))
        yield Address(endpoint, url, pages)
        yield from (Address(endpoint, each, "?sort=" in each) for each in ways)


def _endpoint(app: Flask, url: str) -> str | None:
    try:
        return str(app.url_map.bind("localhost").match(urlsplit(url).path, method="GET")[0])
    except (RequestRedirect, HTTPException):
        return None


def _plain(url: str, without: frozenset[str] = ON_THE_WAY) -> str:
    """An address of ours as path and query, its own parameters alone."""
    target = urlsplit(url)
    query = urlencode([pair for pair in parse_qsl(target.query) if pair[0] not in without])
    return target.path + (f"?{query}" if query else "")


def _links(page: Any, url: str) -> Iterator[str]:
    for href in page.xpath("//a/@href"):
        with suppress(ValueError):
            full = urljoin(ORIGIN + url, href)
            if full.startswith(ORIGIN + "/"):
                yield _plain(full)


def _ways_to_list(page: Any, path: str) -> Iterator[str]:
    """One list by each filter, in each order both ways, and for three searches."""
    found = dict.fromkeys(
        link
        for link in _links(page, path)
        if urlsplit(link).path == path and len(parse_qsl(urlsplit(link).query)) == 1
    )
    for link in found:
        yield link
        if "?sort=" in link and "sort=-" not in link:
            yield link.replace("sort=", "sort=-")
    for name, value in {
        (select.get("name"), option.get("value"))
        for select in page.xpath("//form[@method='get']//select")
        for option in select.xpath(".//option")
        if option.get("value")
    }:
        yield f"{path}?{urlencode({name: value})}"
    if page.xpath("//form[@method='get']//input[@name='q']"):
        first = page.xpath("//table/tbody/tr[1]//a/text() | //main//ul/li[1]//a/text()")
        for words in (*(each.strip() for each in first[:1]), *WORDS):
            yield f"{path}?{urlencode({'q': words})}"


def deep(client: FlaskClient, url: str) -> str | None:
    """The last rows of a list in this order: after the place where the opposite order has its first page's end."""
    target = urlsplit(url)
    query = dict(parse_qsl(target.query))
    page: Any = html.fromstring(client.get(url).text)
    following = page.xpath("//a[@rel='next']/@href")
    if not following:
        return None
    sort = query.get("sort") or _sorted_by(page)
    if sort is None:
        return _plain(urljoin(ORIGIN + url, following[0]), frozenset({"lang"}))
    opposite = sort[1:] if sort.startswith("-") else f"-{sort}"
    turned: Any = html.fromstring(client.get(f"{target.path}?{urlencode(query | {'sort': opposite})}").text)
    ends = turned.xpath("//a[@rel='next']/@href")
    cursor = dict(parse_qsl(urlsplit(ends[0]).query)).get("after") if ends else None
    return f"{target.path}?{urlencode(query | {'sort': sort, 'after': cursor})}" if cursor else None


def _sorted_by(page: Any) -> str | None:
    """The order that a list has by itself: that of the head which says so, turned as its link would turn it."""
    for head in page.xpath("//th[@aria-sort]"):
        links = head.xpath(".//a/@href")
        if links and head.get("aria-sort") in ("ascending", "descending"):
            key = dict(parse_qsl(urlsplit(links[0]).query)).get("sort", "").lstrip("-")
            return key if head.get("aria-sort") == "ascending" else f"-{key}"
    return None
