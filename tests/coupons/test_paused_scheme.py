"""Pausing or closing a scheme stops new applications only: what was issued or sent runs to its own end."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core import clock
from core.db import db
from core.money import Money
from core.permissions import Role
from coupons.application_queries import application_page
from coupons.services.approve_application import approve_application
from coupons.services.approve_waitlisted import approve_waitlisted
from coupons.services.edit_application import edit_application
from coupons.services.lapse_applications import lapse_applications
from coupons.services.recommend_application import recommend_application
from coupons.services.return_application import return_application
from coupons.services.submit_application import submit_application
from coupons.states import ApplicationRefusal, ApplicationState, CouponState
from projects.models import Scheme
from projects.services.close_scheme import close_scheme
from projects.services.pause_scheme import pause_scheme
from projects.states import SchemeState
from tests.coupons.applying import (
    add_money,
    drafted,
    in_line,
    recommended,
    refusal,
    set_place,
    state_of,
    submitted,
)
from tests.coupons.counter import open_counter
from tests.coupons.test_counter_pages import browser_of
from tests.factories import NOW, World, build

_CAP = Money.baht(100_000)

ENDS = pytest.mark.parametrize("end", ["pause", "close"])


def _stop(world: World, scheme_id: int, end: str) -> None:
    operator = build(lambda tx: world.staff(tx, Role.PLAN_APPROVER))
    pause_scheme(scheme_id, "ตรวจสอบ", actor=operator, now=NOW)
    if end == "close":
        close_scheme(scheme_id, actor=operator, now=NOW)


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
    counter.deliver(int(done.location.rsplit("/", 1)[1]), now=clock.now())
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


@ENDS
def test_an_application_sent_before_is_approved_and_its_coupon_issued(place, end: str) -> None:
    application_id = submitted(place)
    _stop(place.world, place.scheme, end)
    recommend_application(application_id, actor=place.officer, now=NOW)
    page = application_page(db.session(), application_id, place.officer, NOW)
    assert page.in_the_way == (), "what the officer's page says is what the approval does"
    assert approve_application(application_id, actor=place.approver, now=NOW)
    assert state_of(application_id) is ApplicationState.APPROVED


@ENDS
def test_an_application_returned_for_correction_is_sent_again(place, end: str) -> None:
    application_id = submitted(place)
    return_application(application_id, "แก้ไข", actor=place.officer, now=NOW)
    _stop(place.world, place.scheme, end)
    edit_application(application_id, need="ฉลาก", expected_result="ขายได้", actor=place.owner, now=NOW)
    submit_application(application_id, actor=place.owner, now=NOW)
    assert state_of(application_id) is ApplicationState.SUBMITTED


@ENDS
def test_who_waits_goes_on_waiting_and_is_served_when_money_comes_back(place, end: str) -> None:
    (waiting,) = in_line(place, place.world, 1)
    add_money(place, place.world, _CAP)
    _stop(place.world, place.scheme, end)
    assert lapse_applications(now=NOW) == 0
    turn = approve_waitlisted(place.scheme, now=NOW)
    assert turn is not None
    assert turn.coupon_id is not None
    assert state_of(waiting) is ApplicationState.APPROVED


@ENDS
def test_a_draft_that_was_never_sent_is_not_taken(place, end: str) -> None:
    application_id = drafted(place)
    _stop(place.world, place.scheme, end)
    assert (
        refusal(lambda: submit_application(application_id, actor=place.owner, now=NOW))
        is ApplicationRefusal.NOT_ELIGIBLE
    )


@ENDS
def test_the_page_of_an_application_sent_before_says_that_the_scheme_took_it(
    db_app: Flask, place, end: str
) -> None:
    application_id = recommended(place)
    _stop(place.world, place.scheme, end)
    page = browser_of(db_app, place.owner).get(f"/applications/{application_id}?lang=en").text
    assert "The scheme took applications when this one was sent." in page
    assert "The scheme stands at" not in page
