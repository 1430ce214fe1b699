"""Whatever is sent to any address: a clear answer in the reader's language, nothing half-written, never a 500.

The battery walks every route of ours. What the issue names, one bad thing at a time and mended then:
tests/house/test_named_bad_input.py. Cases of one room stand beside that room:

- wrong check digits: tests/identity/test_rules.py, tests/smes/test_pages.py
- other people's ids: tests/house/test_permissions.py, every route with another organisation's objects
- expired, foreign and torn codes: tests/coupons/coupons/test_codes.py, tests/coupons/redemptions/test_counter_pages.py
- files of the wrong kind or size: tests/core/test_documents.py, and here for every route
- a bank file cut in half: tests/banking/test_pain002.py, tests/payouts/reconciliation/test_oddities.py
- a form sent twice, 1 MB in a name in both languages: tests/house/test_sent_twice.py
- Thai digits, emoji and 1 MB in every field: here
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any, ClassVar

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import Rule

from core import clock
from core.db import db
from core.permissions import Role
from core.typed.visible import visible
from tests.factories import World
from tests.house.sides import Objects, browser_of, held_by, side_of
from web.access import SIGNED_IN, access_of
from web.forms.form import PROOF_CODE, PROOF_FILES, PROOF_PASSKEY, PROOF_PASSWORD, TOKEN_FIELD

MEGABYTE = 1_000_000
TYPED = {
    "emoji": "🧪🍜 ร้านยา 👩🏽‍🔬",
    "control": "ก\x00ข\x07ค\x1b[31m\u202e\ud7ff",
    "thai digits": "๑๒๓๔๕๖๗๘๙๐๑๒๓",
    "negative": "-1",
    "huge number": "9" * 40,
    "not a number": "NaN",
    "program": "'; DROP TABLE people; -- <script>{{ 7*7 }}{% raise %}%(name)s {0}",
    "day that is none": "31/02/2570",
    "long": "ก" * 5_000,
}
"""What is typed into every field at once."""
FILES = {
    "empty file": b"",
    "text file": "ไม่ใช่ภาพ".encode(),
    "torn pdf": b"%PDF-1.7\n1 0 obj\n<<",
    "torn picture": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "program": b"MZ" + bytes(200),
    "bomb": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "b"><!ENTITY c "&b;&b;">]><a>&c;</a>',
    "large file": b"%PDF-1.7\n" + bytes(11 * 1024 * 1024),
}
QUERIES = {
    "sort": ("nothing", "-", "--id", "id;drop", "\x00", "๑"),
    "after": (
        "x",
        "W10",
        "WzEsIDJd",
        "bnVsbA",
        "WyJhIiwgImIiXQ",
        "WzFlOTksIDFlOTld",
        "W251bGwsIG51bGxd",
        "\x00",
        "é",
    ),
    "before": ("x", "WzEsIDJd", "WyI5OTk5LTk5LTk5IiwgMV0", "WzksIDk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5XQ"),
    "format": ("pdf", "csv", "xlsx", "\x00"),
    "q": ("%", "_", "\\", "'", "\x00", "🧪", "ก" * 5_000),
    "lang": ("xx", "en;q=1", "../th", "\x00"),
}
HEADERS = (
    {"Cookie": "lang=%00%ff; session=garbage; =; ;;"},
    {"Accept": "*/*;q=abc, ;;, text/\x7f"},
    {"Accept-Language": "xx-" + "y" * 500},
    {"Referer": "http://[::1"},
    {"Content-Type": "multipart/form-data"},
    {"Content-Type": "application/json"},
    {"Content-Type": "application/x-www-form-urlencoded; charset=klingon"},
    {"Range": "bytes=9-1", "If-Modified-Since": "never", "If-None-Match": '"'},
    {"X-Request-ID": "x" * 5_000, "User-Agent": "\xff"},
)
LIBRARIES = frozenset({"static", "security", "gallery"})
"""Pages of libraries, which check what they are sent, and the gallery, which keeps nothing."""
UNCOUNTED = frozenset({"scans", "sign_in_attempts", "sign_in_sessions", "consent_days", "upload_hours"})
"""What a refusal may add to: refused scans, wrong codes, uploads counted by the hour; and the visitor's own sign-in."""
HIDDEN = frozenset({"csrf_token", TOKEN_FIELD, PROOF_CODE, PROOF_PASSWORD, PROOF_PASSKEY, PROOF_FILES})
"""Fields that are not the view's: with any of the proofs filled, no view would be reached."""


class Noted(ImmutableMultiDict[str, Any]):
    """What a view is sent; notes which names it asks for."""

    asked: ClassVar[set[str]] = set()

    def __getitem__(self, name: str) -> Any:
        Noted.asked.add(name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        Noted.asked.add(str(name))
        return super().__contains__(name)

    def get(self, name: str, *more: Any, **options: Any) -> Any:
        """As ever."""
        Noted.asked.add(name)
        return super().get(name, *more, **options)

    def getlist(self, name: str, *more: Any, **options: Any) -> Any:
        """As ever."""
        Noted.asked.add(name)
        return super().getlist(name, *more, **options)

    def to_dict(self, flat: bool = True) -> Any:
        """As ever; whoever takes all may read each."""
        Noted.asked |= QUERIES.keys()
        return super().to_dict(flat)


@dataclass(frozen=True)
class Door:
    """One route as somebody who may call it finds it."""

    role: Role
    rule: Rule
    address: str
    own: Objects


def doors(app: Flask, role: Role, own: Objects, method: str) -> Iterator[Door]:
    """The routes of one method that the role may call and no earlier role could, at its own objects."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if (
            method not in (rule.methods or set())
            or "sign-out" in rule.rule
            or rule.endpoint.partition(".")[0] in LIBRARIES
        ):
            continue
        access = access_of(app, rule.endpoint)
        address = own.address(rule, app)
        if address and first_role(access) is role:
            yield Door(role, rule, address, own)


def first_role(access: Any) -> Role:
    """The role that walks a route for all: the first one that may call it."""
    if access == SIGNED_IN or not isinstance(access, frozenset):
        return Role.SME_OWNER
    return next(role for role in Role if held_by(role) & access)


def rows(uncounted: Set[str] = frozenset()) -> dict[str, int]:
    """How many rows each table has; of the trail those that tell of something done, and not of a refusal."""
    db.session.rollback()
    names = sorted(set(db.metadata.tables) - UNCOUNTED - uncounted)
    counted = " UNION ALL ".join(
        f"SELECT '{name}' AS name, count(*) FROM {name}"
        + (" WHERE name <> 'command.refused'" if name == "audit_events" else "")
        for name in names
    )
    return {row.name: row.count for row in db.session.execute(sa.text(counted))}


LAST = ("identity.act_for", "identity.sign_out_all", "identity.end_member")
"""Routes that change who the walker is."""


def names_asked(app: Flask, browser: FlaskClient, door: Door) -> list[str]:
    """The names of the fields that the view reads."""
    Noted.asked = set()
    browser.post(door.address, data={"nothing": "1"})
    return sorted(Noted.asked - HIDDEN - {"nothing", "lang", "look", "next"})


def texts_of(page: Any) -> dict[str, str]:
    """What stands in the text fields of a page."""
    boxes = page.xpath("//form[@method='post' or @method='POST']//textarea[@name]")
    found = {box.get("name"): box.text or "" for box in boxes}
    lines = page.xpath(
        "//form[@method='post' or @method='POST']//input[@name][not(@type) or @type='text' or @type='email' or @type='tel']"
    )
    return found | {line.get("name"): line.get("value") or "" for line in lines}


def plain(text: str) -> str:
    """A text as our fields keep it."""
    return " ".join(visible(text).split())


ENGLISH = re.compile(r"[A-Za-z]{2,}(?:['’,]? [a-z]+){2,}")
QUOTED = re.compile(r"\(Start tag expected[^)]*\)")
"""What the XML parser says of a bank file, shown for whoever calls the bank."""
NEWS = "//*[contains(@class, 'error') or contains(@class, 'form_error') or contains(@class, 'notice') or @role='alert']"


def wrongs(answer: Any, sent: Mapping[str, Any], *, kept: bool) -> Iterator[str]:
    """What is wrong with one answer."""
    if answer.status_code >= 500:
        yield f"answers {answer.status_code}"
    elif answer.mimetype == "text/html" and answer.status_code not in (301, 302, 303):
        page = html.document_fromstring(answer.get_data(as_text=True))
        typed = {name: plain(value) for name, value in sent.items() if isinstance(value, str)}
        yield from misspoken(page, answer.status_code, set(typed.values()) - {""})
        if kept and answer.status_code in (200, 400, 409):
            yield from lost(page, typed)


def misspoken(page: Any, status: int, typed: set[str]) -> Iterator[str]:
    """Where a page for a Thai reader says nothing, or says it in English."""
    if page.get("lang") != "th":
        yield f"answers in {page.get('lang')}"
    news = [QUOTED.sub("", plain(" ".join(each.itertext()))) for each in page.xpath(NEWS)]
    for words in news:
        if ENGLISH.search(words) and not any(value in words for value in typed):
            yield f"speaks English: {words[:90]}"
    if not news:
        yield f"answers {status} and says nothing"


def lost(page: Any, typed: Mapping[str, str]) -> Iterator[str]:
    """Fields that no longer show what was typed."""
    shown = texts_of(page)
    for name, value in typed.items():
        if name in shown and value != plain(shown[name]):
            yield f"loses what was typed into {name}: shows {shown[name][:40]!r}"


def say(place: str, problems: Iterator[str]) -> list[str]:
    """The problems with their place."""
    return [f"{place}: {each}" for each in problems]


IN_PARTS = "multipart/form-data"
"""How a megabyte is sent to each door: a view reads the same, and nobody spells out each byte as `%E0`."""
TAKES_FILES = re.compile("file|document|book|evidence|resolution|paper|attachment")


def sendings(door: Door, names: list[str]) -> Iterator[tuple[str, dict[str, Any], bool]]:
    """(what it is, what to send, whether it is shown again as typed)."""
    yield "empty", {}, False
    if not names:
        return
    for label, value in TYPED.items():
        yield label, dict.fromkeys(names, value), label in ("emoji", "thai digits", "program")
    yield "twice", {name: ["1", "2", "1"] for name in names}, False
    yield f"1 MB in {names[0]}", {**dict.fromkeys(names, "1"), names[0]: "ก" * (MEGABYTE // 3)}, False
    files = FILES if TAKES_FILES.search(" ".join(names)) else {"text file": FILES["text file"]}
    for label, content in files.items():
        yield label, {name: (io.BytesIO(content), f"{label}.pdf") for name in names}, False


def tried(app: Flask, browser: FlaskClient, door: Door) -> list[str]:
    """Everything wrong with how one door answers the battery."""
    found: list[str] = []
    names = names_asked(app, browser, door)
    before = rows()
    for label, sent, kept in sendings(door, names):
        answer = browser.post(
            door.address, data=sent, content_type=IN_PARTS if label.startswith("1 MB") else None
        )
        place = f"POST {door.rule.rule} as {door.role} {label} {names}"
        found += say(place, wrongs(answer, sent, kept=kept))
        after = rows()
        if answer.status_code not in (301, 302, 303) and after != before:
            changed = [name for name in after if after[name] != before[name]]
            found.append(f"{place}: answers {answer.status_code}, and {changed} changed")
        before = after
    return found


@pytest.fixture
def noting(db_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application, which notes the names of the fields that its views read; it raises nothing."""
    monkeypatch.setattr(db_app.request_class, "parameter_storage_class", Noted)
    monkeypatch.setitem(db_app.config, "PROPAGATE_EXCEPTIONS", False)
    return db_app


def test_the_battery_knows_the_fields_of_each_kind_of_form(noting: Flask) -> None:
    """What it does not know it does not fill: fields of a form, and those that a view reads by itself."""
    side = side_of(Role.PLAN_OFFICER, World(clock.now()))
    asked = {
        door.rule.endpoint: names_asked(noting, browser_of(noting, side.actor), door)
        for door in doors(noting, Role.PLAN_OFFICER, side.own if side.own.ids else side.foreign, "POST")
    }
    assert {"name_th", "name_en"} <= set(asked["plans.new"]), asked
    assert asked["plans.submit"] == [], asked


@pytest.mark.parametrize("role", Role)
def test_no_form_breaks_and_each_says_what_is_wrong(role: Role, noting: Flask) -> None:
    side = side_of(role, World(clock.now()))
    own = side.own if side.own.ids else side.foreign
    found: list[str] = []
    for door in sorted(doors(noting, role, own, "POST"), key=lambda door: door.rule.endpoint in LAST):
        found += tried(noting, browser_of(noting, side.actor), door)
    assert not found, "\n".join(found)


def test_no_bent_address_nor_header_breaks_a_list(noting: Flask) -> None:
    """Each page is asked for what it reads: of a list that is all, of others what every page does."""
    side = side_of(Role.AUDITOR, World(clock.now()))
    browser = browser_of(noting, side.actor)
    found, asked_all = [], 0
    for rule in sorted(noting.url_map.iter_rules(), key=lambda rule: rule.rule):
        ours = rule.endpoint.partition(".")[0] not in LIBRARIES
        if not ours or rule.arguments or "GET" not in (rule.methods or ()):
            continue
        Noted.asked = set()
        asked = [({}, each) for each in ({}, *HEADERS)] + [(query, {}) for query in bent_queries()]
        for query, headers in asked:
            if query.keys() - Noted.asked:
                continue
            answer = browser.get(rule.rule, query_string=query, headers=headers)
            if answer.status_code >= 500 and rule.endpoint not in ("readyz", "metrics"):
                found.append(f"GET {rule.rule} {query} {headers}: {answer.status_code}")
        asked_all += QUERIES.keys() <= Noted.asked
    assert not found, "\n".join(found)
    assert asked_all > 10, "lists read all that their address says"


def bent_queries() -> list[dict[str, str]]:
    """Each wrong value of each thing that an address may ask for."""
    return [{name: value} for name, values in QUERIES.items() for value in values]
