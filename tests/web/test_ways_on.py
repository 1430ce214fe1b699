"""A page that does not open in the capacity in which one acts says how one comes to it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from core.audit.models import AuditEvent
from core.db import db
from core.permissions import Role
from identity.organisations.states import Capacity
from tests.factories import World, build
from tests.signing_in import browser_of

world = World()


def offered(page: str) -> list[str]:
    """What one may press on the page."""
    pressed = html.fromstring(page).xpath("//main//a/@href | //main//form/@action")
    return [str(each) for each in pressed]


def refusals() -> int:
    return db.session.scalar(sa.select(sa.func.count()).where(AuditEvent.name == "command.refused")) or 0


def alone(app: Flask) -> FlaskClient:
    return browser_of(app, build(world.person).id)


@pytest.mark.parametrize("page", ["/applications/", "/coupons/", "/scan", "/redemptions/"])
def test_who_acts_for_nobody_is_led_to_register(db_app: Flask, page: str) -> None:
    answer = alone(db_app).get(f"{page}?lang=en")
    assert answer.status_code == 403
    assert {"/smes/register", "/providers/register"} <= set(offered(answer.text))
    assert "Register first" in answer.text
    assert refusals() == 0, "a newcomer on our own path has not tried what is forbidden"


def test_a_page_of_officers_offers_a_newcomer_nothing(db_app: Flask) -> None:
    answer = alone(db_app).get("/batches?lang=en")
    assert answer.status_code == 403
    assert "Register first" not in answer.text
    assert refusals() == 1


def test_a_page_of_another_capacity_of_ones_own_is_one_press_away(db_app: Flask) -> None:
    def people(tx: object) -> tuple[int, int]:
        sme = world.sme(tx)
        owner = world.member(tx, sme.organisation_id, Capacity.SME)
        world.staff(tx, Role.FINANCE_OFFICER, person_id=owner.known_person_id)
        return owner.known_person_id, sme.organisation_id

    person_id, sme_id = build(people)
    browser = browser_of(db_app, person_id, f"sme:{sme_id}")
    answer = browser.get("/batches?state=draft&lang=en")
    assert answer.status_code == 403
    [way] = [each for each in offered(answer.text) if each.startswith("/act-for/")]
    assert way.startswith("/act-for/staff?next=%2Fbatches%3Fstate%3Ddraft")
    led = browser.post(way)
    assert led.location.startswith("/batches?state=draft")
    assert browser.get(led.location).status_code == 200


def test_what_was_sent_is_refused_as_before(db_app: Flask) -> None:
    answer = alone(db_app).post("/scan?lang=en", data={"code": "x"})
    assert answer.status_code == 403
    assert "Register first" not in answer.text


def test_the_first_page_of_a_newcomer_leads_to_registering(db_app: Flask) -> None:
    browser = alone(db_app)
    assert {"/smes/register", "/providers/register"} <= set(offered(browser.get("/today").text))
    sme_id = build(lambda tx: world.sme(tx).organisation_id)
    owner = build(lambda tx: world.member(tx, sme_id, Capacity.SME)).known_person_id
    assert "/smes/register" not in offered(browser_of(db_app, owner).get("/today").text)


def test_the_rules_lead_everybody_to_the_next_step(db_app: Flask) -> None:
    def make(tx: object) -> tuple[int, int]:
        scheme = world.scheme(tx, world.category(tx))
        return scheme.id, world.member(tx, world.sme(tx).organisation_id, Capacity.SME).known_person_id

    scheme_id, owner = build(make)
    assert "/applications/" in offered(db_app.test_client().get("/rules").text)
    assert "/smes/register" in offered(alone(db_app).get("/rules").text)
    assert f"/applications/schemes/{scheme_id}" in offered(browser_of(db_app, owner).get("/rules").text)


@pytest.mark.parametrize(
    ("capacity", "door"), [(Capacity.SME, "/applications/"), (Capacity.PROVIDER, "/scan")]
)
def test_with_nothing_waiting_the_page_leads_to_what_one_does_most(
    db_app: Flask, capacity: Capacity, door: str
) -> None:
    build_party = world.sme if capacity is Capacity.SME else world.provider
    actor = build(lambda tx: world.member(tx, build_party(tx).organisation_id, capacity))
    page = browser_of(db_app, actor.known_person_id).get("/today?lang=en").text
    assert door in offered(page)
    assert "Who to call" in page
