"""The audit trail page: found by words, person, number and day; in words; for the auditor alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core import clock
from core.actor import Actor
from core.audit import operations as audit
from core.audit.models import RARE_ROLES
from core.audit.words import event_words, subject_kinds
from core.db import db
from core.permissions import Role
from identity.people.models import Person
from tests.factories import World, build
from tests.sealing import settle_and_seal

PACKAGES = ("identity", "ledger", "projects", "schemes", "smes", "providers", "coupons", "payouts")
RECORDED = re.compile(r'(?:record|event_values)\(\s*(?:tx,\s*)?"([a-z_.]+)",\s*"([a-z_]+)"')

_RARE = [role for roles in RARE_ROLES.values() for role in roles.split("|")]


@pytest.fixture
def auditor(db_app: Flask, world: World) -> Actor:
    return build(lambda tx: world.staff(tx, Role.AUDITOR))


@pytest.fixture
def officer(auditor: Actor, world: World) -> Actor:
    return build(lambda tx: world.staff(tx, Role.PROGRAMME_OFFICER))


@pytest.fixture
def browser(auditor: Actor, officer: Actor, sign_in) -> FlaskClient:
    now = clock.now()
    build(lambda tx: audit.record(tx, "coupon.held", "coupon", 7, officer, now, {"was": "issued"}))
    build(lambda tx: audit.record(tx, "batch.released", "batch", 90210, auditor, now))
    return sign_in(auditor.person_id)


def body(browser: FlaskClient, address: str) -> str:
    page = browser.get(address)
    assert page.status_code == 200
    return page.text.split("<tbody>")[1].split("</tbody>")[0] if "<tbody>" in page.text else ""


def test_it_is_found_by_words_number_name_person_and_day(browser: FlaskClient, officer: Actor) -> None:
    name = db.session.get(Person, officer.person_id).full_name
    for typed in ("Put on hold", "coupon 7", "7", "coupon.h", name):
        assert "coupon.held" in body(browser, f"/audit?lang=en&q={typed}"), typed
    for typed in ("Put on hold", "coupon 7", "coupon.h"):
        assert "batch.released" not in body(browser, f"/audit?lang=en&q={typed}"), typed
    assert "coupon.held" in body(browser, f"/audit?q={clock.bangkok_date(clock.now()).isoformat()}")
    assert body(browser, "/audit?q=1/1/2560") == ""


def test_it_is_narrowed_by_kind_role_and_period(browser: FlaskClient) -> None:
    assert "coupon.held" not in body(browser, "/audit?kind=batch")
    assert "batch.released" in body(browser, "/audit?kind=batch&role=auditor&period=today")
    assert "batch.released" not in body(browser, "/audit?role=programme_officer")


@pytest.mark.parametrize("role", _RARE)
def test_a_role_of_few_acts_is_found_beside_others(browser: FlaskClient, world: World, role: str) -> None:
    both = build(lambda tx: world.staff(tx, Role(role), Role.PROGRAMME_OFFICER))
    build(lambda tx: audit.record(tx, "scheme.closed", "scheme", 8, both, clock.now()))
    assert "scheme.closed" in body(browser, f"/audit?role={role}")
    assert "scheme.closed" in body(browser, "/audit?role=programme_officer")
    other = next(each for each in _RARE if each != role)
    assert "scheme.closed" not in body(browser, f"/audit?role={other}")


def test_it_shows_the_seal_and_what_is_not_sealed_yet(browser: FlaskClient, db_app: Flask) -> None:
    assert "Nothing is sealed yet" in browser.get("/audit?lang=en").text
    settle_and_seal(db_app.installation.settings.seal_key, clock.now())
    assert "Last seal: no. 1" in browser.get("/audit?lang=en").text


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_it_leaves_as_a_file(browser: FlaskClient, kind: str) -> None:
    answer = browser.get(f"/audit?format={kind}&q=coupon 7&lang=en")
    assert answer.status_code == 200
    assert kind == "xlsx" or "was=issued" in answer.text


def test_only_the_auditor_reads_it(browser: FlaskClient, officer: Actor, sign_in) -> None:
    assert sign_in(officer.person_id).get("/audit").status_code == 403


def test_every_event_and_subject_has_words() -> None:
    found = {
        match
        for room in PACKAGES
        for path in Path(room).rglob("*.py")
        for match in RECORDED.findall(path.read_text())
    }
    assert len(found) > 80
    assert {name for name, _kind in found} <= set(event_words)
    assert {kind for _name, kind in found} <= set(subject_kinds)
