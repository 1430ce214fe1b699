"""Pausing or closing a scheme stops new applications only: what was issued or sent runs to its own end."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from core import clock
from core.actor import Actor
from core.db import db
from core.labels import words_for
from core.money import Money
from core.permissions import Role
from core.tasks import queue as jobs
from coupons.applications.models import Application
from coupons.applications.states import ApplicationRefusal, ApplicationState
from coupons.coupons.models import Coupon
from coupons.coupons.states import CouponState
from schemes.models import Scheme
from schemes.states import SchemeState
from tests.coupons.applying import (
    add_money,
    drafted,
    in_line,
    recommended,
    set_place,
    state_of,
    submitted,
)
from tests.coupons.counter import open_counter
from tests.coupons.redemptions.test_counter_pages import browser_of
from tests.factories import NOW, World, build

_CAP = Money.baht(100_000)

ENDS = pytest.mark.parametrize("end", ["pause", "close"])


@ENDS
def test_a_coupon_issued_before_is_scanned_priced_confirmed_and_proved(db_app: Flask, end: str) -> None:
    counter = open_counter(now=clock.now())
    desk = browser_of(db_app, build(lambda tx: counter.world.staff(tx, Role.PLAN_APPROVER)))
    _press(desk, f"/schemes/{counter.scheme_id}/pause", {"pause-reason": "ตรวจสอบ"})
    if end == "close":
        _press(desk, f"/schemes/{counter.scheme_id}/close", {})
    assert db.session.get_one(Scheme, counter.scheme_id, populate_existing=True).state is not SchemeState.OPEN
    till, phone = browser_of(db_app, counter.cashier), browser_of(db_app, counter.owner)
    sheet = till.post("/scan", data={"code": counter.code()})
    assert sheet.status_code == 303, sheet.text
    sent = till.post(f"{sheet.location}/price", data={"service": counter.service_id, "price": "42,000"})
    assert sent.status_code == 303, sent.text
    done = phone.post(f"{sent.location}/consent")
    assert "/redemptions/" in done.location, phone.get(done.location).text
    counter.deliver(int(done.location.split("/redemptions/")[1].removesuffix("/slip")), now=clock.now())
    assert counter.coupon().state is CouponState.ISSUED


def _press(client: FlaskClient, url: str, data: dict[str, str]) -> None:
    answer = client.post(url, data=data)
    assert answer.status_code == 303, answer.text


@pytest.fixture
def place(db_app: Flask) -> object:
    world = World(NOW)
    made = set_place(world)
    made.world = world
    return made


@pytest.fixture
def at(db_app: Flask, place, monkeypatch: pytest.MonkeyPatch) -> Callable[[Actor], FlaskClient]:
    """A browser of this person, on the day of the scheme."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return lambda actor: browser_of(db_app, actor)


def _stop_it(at: Callable[[Actor], FlaskClient], place, end: str) -> None:
    desk = at(build(lambda tx: place.world.staff(tx, Role.PLAN_APPROVER)))
    _press(desk, f"/schemes/{place.scheme}/pause", {"pause-reason": "ตรวจสอบ"})
    if end == "close":
        _press(desk, f"/schemes/{place.scheme}/close", {})


@ENDS
def test_an_application_sent_before_is_approved_and_its_coupon_issued(at, place, end: str) -> None:
    application_id = submitted(place)
    _stop_it(at, place, end)
    page = f"/applications/{application_id}"
    _press(at(place.officer), f"{page}/recommend", {})
    approver = at(place.approver)
    assert f"{page}/approve" in approver.get(page).text, "what the page offers is what the approval does"
    _press(approver, f"{page}/approve", {})
    assert state_of(application_id) is ApplicationState.APPROVED
    (coupon,) = db.session.scalars(sa.select(Coupon).where(Coupon.sme_id == place.sme))
    assert coupon.state is CouponState.ISSUED
    assert coupon.number in at(place.owner).get("/coupons/").text


@ENDS
def test_an_application_returned_for_correction_is_sent_again(at, place, end: str) -> None:
    application_id = submitted(place)
    page = f"/applications/{application_id}"
    _press(at(place.officer), f"{page}/return", {"return-reason": "แก้ไข"})
    _stop_it(at, place, end)
    owner = at(place.owner)
    _press(owner, f"{page}/need", {"text": "ฉลาก"})
    _press(owner, f"{page}/submit", {})
    assert state_of(application_id) is ApplicationState.SUBMITTED


@ENDS
def test_who_waits_goes_on_waiting_and_is_served_when_money_comes_back(
    db_app: Flask, at, place, end: str
) -> None:
    (waiting,) = in_line(place, place.world, 1)
    _stop_it(at, place, end)
    db.session.rollback()
    jobs.run_now(db_app, "coupons.lapse_applications")
    assert state_of(waiting) is ApplicationState.WAITLISTED
    add_money(place, place.world, _CAP)
    db.session.rollback()
    jobs.run_now(db_app, "coupons.serve_waiting_lists")
    assert state_of(waiting) is ApplicationState.APPROVED


@ENDS
def test_a_draft_that_was_never_sent_is_not_taken(at, place, end: str) -> None:
    application_id = drafted(place)
    _stop_it(at, place, end)
    owner = at(place.owner)
    answer = owner.post(f"/applications/{application_id}/submit?lang=en", follow_redirects=True)
    assert words_for(ApplicationRefusal.NOT_ELIGIBLE) in answer.text
    assert state_of(application_id) is ApplicationState.DRAFT
    begun = owner.post(f"/applications/schemes/{place.scheme}", data={"category": place.other_category})
    assert begun.status_code == 200, "nothing new is begun either"
    count = sa.select(sa.func.count()).select_from(Application).where(Application.sme_id == place.sme)
    assert db.session.scalar(count) == 1


@ENDS
def test_the_page_of_an_application_sent_before_says_that_the_scheme_took_it(at, place, end: str) -> None:
    application_id = recommended(place)
    _stop_it(at, place, end)
    page = at(place.owner).get(f"/applications/{application_id}?lang=en").text
    assert "The scheme was accepting applications when this one was sent." in page
    assert "Status of the scheme" not in page
