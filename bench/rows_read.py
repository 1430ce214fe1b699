"""What pages cost in years to come: buffers that each touches in a grown world, over those in the demo world.

Every GET route that a reader reaches, by each role; lists in each order both ways, by each filter, searched, and at
their deep end. Each page is read with plans made for its values, as on a connection's first executions, and with
plans for any values at all, which PostgreSQL may take from the sixth on: the worse counts. A list that shows more rows
than it could in the demo world – a province of two services there – is held against its first page, unfiltered, there.
"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import psycopg
import structlog
from flask import Flask

import config
from bench import _http, _reading
from bench._grown import FULL, Size, grow
from core import clock
from core.database import binding as database
from core.database import embedded
from core.db import db
from demo import world
from demo.people import STAFF
from ledger.checks import run_all

LIMIT = 3
SEED = 2569
GROWN = "grown"
PLANS = ("force_custom_plan", "force_generic_plan")
EXCEPTIONS: dict[str, dict[str, str]] = {
    "coupons.index": {"": "by what is used: all coupons, for an index would slow each consent"},
    "identity.all_bank_accounts": {
        "": "in the order of names, and words that a hundredth of them have: until a page is found"
    },
    "payouts.money_paths": {"": "as coupons.index"},
    "payouts.new_batch": {
        "": "what is owed and in no batch: each of it is shown by payee, and would be taken"
    },
    "payouts.payables": {
        "": "what is owed, in its order, until a page of what a filter asks for is found; by coupon or amount at its end"
    },
    "providers.index": {
        "asked=renewal": "requests that wait, and for each provider of a page what it asked for"
    },
    "redemptions.index": {"": "by coupon at its end, and words that a hundredth of the names have"},
    "smes.index": {
        "asked=changes": "the places of businesses in their list, by an index alone, until a page is found",
        "q=": "words that more than a thousand have: the list in its order, until a page of them is found",
    },
    "today.deadlines": {"": "what waits, counted, and a page of each kind"},
    "today.today": {"": "what waits, counted"},
}
"""The ten routes of staff on which pages may read more, all or by how their address begins to ask, and what bounds it."""
UNREAD = {"identity.data_file": "a file of all that staff did, whose acts are in every copy of the world"}
"""What is not read for staff: it is as long as what it shows. For the other sides it is."""


_STAFF = {each.key for each in STAFF}


@dataclass(frozen=True, slots=True)
class Line:
    """One page of one reader in both worlds."""

    reader: str
    endpoint: str
    url: str
    before: int
    after: int

    @property
    def ratio(self) -> float:
        """How many times as much."""
        return round(self.after / max(self.before, 1), 2)

    @property
    def is_excepted(self) -> bool:
        """Whether it may read more."""
        asked = urlsplit(self.url).query
        return self.reader in _STAFF and any(map(asked.startswith, EXCEPTIONS.get(self.endpoint, ())))


def lines(demo: Flask, grown: Flask, readers: Iterable[str], plans: Iterable[str] = PLANS) -> Iterator[Line]:
    """Each page of these readers in both worlds, with the worst plan's buffers."""
    for app in (demo, grown):
        app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    for reader in readers:
        email = _reading.readers()[reader]
        _reading.prepared(demo, "auto")
        found = dict.fromkeys(_reading.addresses(demo, _reading.browser(demo, email)))
        pages = [page for page in found if not (page.endpoint in UNREAD and reader in _STAFF)]
        before, after = (_costs(app, email, pages, plans) for app in (demo, grown))
        for (endpoint, url), now in after.items():
            usual = before.get((endpoint, url)) or before[endpoint, url.removesuffix(_DEEP)]
            if now.rows > usual.rows:
                usual = max(usual, before.get((endpoint, urlsplit(url).path), usual))
            yield Line(reader, endpoint, url, usual.buffers, now.buffers)


_DEEP = " (its end)"


class _Cost(NamedTuple):
    buffers: int
    rows: int


def _costs(
    app: Flask, email: str | None, pages: list[_reading.Address], plans: Iterable[str]
) -> dict[tuple[str, str], _Cost]:
    """What each page costs by its worst plan, and the end of each list."""
    _reading.prepared(app, "auto")
    browser = _reading.browser(app, email)
    ends = {page.url: _reading.deep(browser, page.url) for page in pages if page.is_list}
    costs: dict[tuple[str, str], _Cost] = {}
    for plan in plans:
        _reading.prepared(app, plan)
        for page in pages:
            for kind, url in (("", page.url), (_DEEP, ends.get(page.url))):
                if url is not None:
                    key = (page.endpoint, page.url + kind)
                    read = _reading.measure(app, browser, url)
                    costs[key] = max(costs.get(key, _Cost(0, 0)), _Cost(read.buffers, read.rows))
    return costs


def grown_beside(bench: _http.Bench, size: Size) -> Flask:
    """An application on a copy of the bench's demo world that has grown."""
    from app import create_app

    with bench.superuser() as connection:
        connection.execute("VACUUM (ANALYZE)")
    embedded.ensure_database(bench.server, GROWN, template="bench")
    urls = {
        "DATABASE_URL": bench.server.url(embedded.APP_ROLE, GROWN),
        "DATABASE_OWNER_URL": bench.server.url(embedded.OWNER_ROLE, GROWN),
    }
    app = create_app(config.load(bench.environment | urls))
    database.use_for(app, database.Work.COMMAND)
    superuser = bench.server.url("postgres", GROWN)
    with app.app_context(), psycopg.connect(superuser, autocommit=True) as connection:
        grow(connection, size)
        findings = run_all()
        if findings:
            raise AssertionError(f"the grown ledger does not hold: {findings[:5]}")
        db.session.remove()
        db.engine.dispose()
    database.use_for(app, database.Work.WEB)
    return app


def _as_they_come(found: Iterable[Line]) -> Iterator[Line]:
    """Say on standard error whose pages are read, and which read too much: the whole takes half an hour."""
    last = ""
    for line in found:
        if line.reader != last:
            print(f"{time.strftime('%H:%M:%S')} {line.reader}", file=sys.stderr, flush=True)
        last = line.reader
        if line.ratio > LIMIT:
            excepted = "excepted" if line.is_excepted else "above"
            print(
                f"  {excepted} {line.ratio} {line.url} [{line.before}, {line.after}]",
                file=sys.stderr,
                flush=True,
            )
        yield line


def run() -> dict[str, Any]:
    """The worst ratio of the routes that are not excepted; beside it, those above the limit and what is excepted."""
    with _http.open_bench() as bench:
        with bench.app.app_context():
            world.load(SEED, now=clock.now())
            db.session.remove()
            db.engine.dispose()
        began = time.monotonic()
        grown = grown_beside(bench, FULL)
        grew = time.monotonic() - began
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
        found = list(_as_they_come(lines(bench.app, grown, _reading.readers())))
        with grown.app_context():
            db.engine.dispose()
    return told(found) | {"seconds_to_grow": round(grew)}


def told(found: list[Line]) -> dict[str, Any]:
    """What is printed of the lines."""
    worst: dict[tuple[str, bool], Line] = {}
    for line in sorted(found, key=lambda each: each.ratio):
        worst[line.endpoint, line.is_excepted] = line
    excepted = {name: line.ratio for (name, is_excepted), line in worst.items() if is_excepted}
    unlisted = [line for (_name, is_excepted), line in worst.items() if not is_excepted]
    return {
        "ours": max((line.ratio for line in unlisted), default=0),
        "limit": LIMIT,
        "unit": "buffers grown / demo world",
        "better": "lower",
        "pages": len(found),
        "routes": len(worst),
        "pages_above": sum(line.ratio > LIMIT for line in found),
        "above": {
            f"{line.endpoint} {line.reader} {line.url}": [line.before, line.after]
            for line in unlisted
            if line.ratio > LIMIT
        },
        "excepted": excepted,
    }
