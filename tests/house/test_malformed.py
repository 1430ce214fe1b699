"""Thousands of malformed requests over every route: each is answered, and none of them by a 500.

A seeded generator bends a plain request in one to three ways: parameters of the address and of the path, cursors of
lists, cookies, the host, other headers, the method, the body. Who asks may open the route as a rule, and finds real
objects there. `MALFORMED_REQUESTS=10000` sends so many; a request is made from the seed and its number alone.
Named cases stand in tests/house/test_bad_input.py.
"""

from __future__ import annotations

import base64
import json
import os
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask, got_request_exception
from werkzeug.routing import Rule
from werkzeug.test import run_wsgi_app

from core import clock
from core.db import db
from core.permissions import STAFF_ROLES, Role
from tests.factories import World, build
from tests.house.malformed import Bender, Plain
from tests.house.sides import Objects, Side, browser_of, side_of
from tests.house.test_bad_input import Noted
from web.access import access_of

SEED = int(os.environ.get("MALFORMED_SEED", "2569"))
REQUESTS = int(os.environ.get("MALFORMED_REQUESTS", "800"))
UNREADY = frozenset({"readyz"})
"""Says 503 where no worker runs."""
ENDING = frozenset({"security.logout", "identity.sign_out_all"})
"""Routes after which the browser must sign in anew."""


@dataclass(frozen=True)
class Visitor:
    """Who asks: their session, and the objects that they find."""

    cookie: str
    own: Objects


class Site:
    """The application as a server calls it, each request from a thread that has no context of a test."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.name = app.config["SESSION_COOKIE_NAME"]
        self.failures: list[str] = []
        self.names: dict[str, set[str]] = defaultdict(set)
        self.thread = ThreadPoolExecutor(1)
        self.visitors = self._people()

    def _people(self) -> list[tuple[Any, Side | None]]:
        world = World(clock.now())
        sides = [side_of(role, world) for role in (Role.SME_OWNER, Role.PROVIDER_OWNER, Role.AUDITOR)]
        staff = build(lambda tx: world.staff(tx, *sorted(STAFF_ROLES)))
        return [(None, sides[2]), *((side.actor, side) for side in sides[:2]), (staff, sides[2])]

    def visitor(self, number: int) -> Visitor:
        """One of the people, signed in anew."""
        actor, side = self.visitors[number % len(self.visitors)]
        own = side.own if side else Objects({}, {})
        if actor is None:
            return Visitor("", own)
        cookie = browser_of(self.app, actor).get_cookie(self.name)
        db.session.remove()
        assert cookie is not None
        return Visitor(f"{self.name}={cookie.value}", own)

    def rules(self) -> list[tuple[Rule, str]]:
        """Each route with each of its own methods."""
        return [
            (rule, method)
            for rule in sorted(self.app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint))
            for method in sorted((rule.methods or set()) & {"GET", "POST"})
        ]

    def ask(self, environ: dict[str, Any]) -> int:
        """The status of the answer, read to its end."""

        def call() -> int:
            Noted.asked = set()
            try:
                pieces, status, _headers = run_wsgi_app(self.app, environ, buffered=True)
                for _piece in pieces:
                    pass
            except Exception as error:  # what not even the error page could answer: the server's own 500
                self.failures.append(f"{type(error).__name__}: {error}"[:200])
                return 500
            return int(status.split()[0])

        return self.thread.submit(call).result()

    def answered(self, number: int, rule: Rule, method: str, visitor: Visitor) -> str | None:
        """What went wrong with the request of that number, made from the seed and the number alone."""
        dice = random.Random(f"{SEED}:{number}")
        path = visitor.own.address(rule, self.app) or rule.rule.replace("<", "").replace(">", "")
        request = Plain(method, path.encode().decode("latin-1"), cookie=visitor.cookie)
        if method == "POST" and not self.names[rule.endpoint]:
            self.ask(request.environ())
            self.names[rule.endpoint] |= Noted.asked
        how = Bender(dice, self.names, self.name).bend(request, rule.endpoint)
        before = len(self.failures)
        status = self.ask(request.environ())
        if status < 500 or (rule.endpoint in UNREADY and status == 503):
            return None
        raised = self.failures[before:]
        return f"request {number} {request.method} {rule.rule} ({', '.join(how)}): {status} {raised}"


@pytest.fixture
def site(db_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setattr(db_app.request_class, "parameter_storage_class", Noted)
    monkeypatch.setitem(db_app.config, "PROPAGATE_EXCEPTIONS", False)
    made = Site(db_app)

    def note(_sender: Flask, exception: BaseException, **_: object) -> None:
        made.failures.append(f"{type(exception).__name__}: {str(exception)[:200]}")

    with got_request_exception.connected_to(note, db_app):
        yield made
    made.thread.shutdown()


def sent(site: Site, count: int) -> tuple[list[str], Counter[str]]:
    """What went wrong with so many requests, and how many each endpoint was sent."""
    found, asked = [], Counter[str]()
    rules = site.rules()
    visitors = [site.visitor(number) for number in range(4)]
    for number in range(count):
        rule, method = rules[number % len(rules)]
        turn = _fitting(site.app, rule, number)
        problem = site.answered(number, rule, method, visitors[turn])
        asked[rule.endpoint] += 1
        if problem:
            found.append(problem)
        if rule.endpoint in ENDING or number % 100 == 99:
            visitors = [site.visitor(number) for number in range(4)]
    return found, asked


def _fitting(app: Flask, rule: Rule, number: int) -> int:
    """Mostly somebody who may open the route: staff hold every permission of staff."""
    room = rule.endpoint.partition(".")[0]
    if number % 5 == 0 or not isinstance(access_of(app, rule.endpoint), frozenset):
        return number % 4
    return {"smes": 1, "applications": 1, "consent": 1, "counter": 2}.get(room, 3) if number % 3 else 3


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_no_malformed_request_is_a_500(site: Site) -> None:
    found, asked = sent(site, REQUESTS)
    everywhere = {rule.endpoint for rule, _method in site.rules()}
    assert set(asked) == everywhere or len(site.rules()) > REQUESTS
    assert not found, f"{len(found)} of {REQUESTS}:\n" + "\n".join(found[:60])


def test_the_generator_finds_a_view_that_breaks(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: a list that takes a cursor for what it says."""

    def careless() -> str:
        from flask import request

        return str(json.loads(base64.urlsafe_b64decode(request.args.get("after", "MQ") + "==")))

    careless.access = "public"  # type: ignore[attr-defined]  # a mark
    monkeypatch.setitem(site.app.view_functions, "openness.directory", careless)
    rule = next(rule for rule, _method in site.rules() if rule.endpoint == "openness.directory")
    stranger = site.visitor(0)
    assert any(site.answered(number, rule, "GET", stranger) for number in range(400))
