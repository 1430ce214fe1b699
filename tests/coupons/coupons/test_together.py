"""Many coupons held at once, and let be used again."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from lxml import html

from core.actor import Actor
from core.db import db
from coupons.coupons.models import Coupon
from coupons.coupons.states import CouponState
from identity.people.models import Person
from tests.coupons.counter import Counter, open_counter
from tests.crawl import sign_in

HOLD, RESUME = "/coupons/together/hold", "/coupons/together/resume"
pytestmark = pytest.mark.usefixtures("db_app")


def browser_of(client: FlaskClient, actor: Actor) -> FlaskClient:
    sign_in(client, db.session.get_one(Person, actor.person_id), None)
    return client


@pytest.fixture
def counters() -> list[Counter]:
    return [open_counter() for _ in range(2)]


def states(ids: list[int]) -> list[Any]:
    db.session.expire_all()
    return list(db.session.scalars(sa.select(Coupon.state).where(Coupon.id.in_(ids)).order_by(Coupon.id)))


def test_coupons_are_held_with_one_reason_and_let_be_used_again(
    client: FlaskClient, counters: list[Counter]
) -> None:
    ids = sorted(each.coupon_id for each in counters)
    browser = browser_of(client, counters[0].approver)
    listed = html.fromstring(browser.get("/coupons/?lang=en").text)
    assert sorted(map(int, listed.xpath("//input[@name='row']/@value"))) == ids
    assert "Put on hold: 2 rows" in browser.get(HOLD, query_string={"row": ids, "lang": "en"}).text
    held = browser.post(f"{HOLD}?lang=en", data={"row": ids, "reason": "ตรวจสอบโครงการ"})
    assert "Done with 2 of 2." in held.text
    assert states(ids) == [CouponState.HELD] * 2
    again = browser.get(HOLD, query_string={"row": ids, "lang": "en"}).text
    assert again.count("Stays as it is") == 2
    browser.post(RESUME, data={"row": ids, "reason": "ตรวจแล้วถูกต้อง"})
    assert states(ids) == [CouponState.ISSUED] * 2


def test_a_holder_finds_no_ticks_and_no_page(client: FlaskClient, counters: list[Counter]) -> None:
    browser = browser_of(client, counters[0].owner)
    assert browser.post(HOLD, data={"row": counters[0].coupon_id, "reason": "x"}).status_code in (403, 404)
    assert states([counters[0].coupon_id]) == [CouponState.ISSUED]
