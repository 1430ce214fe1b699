"""What the pages of a coupon promise: what a code, a hold, an end and a no are worth at the counter."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from flask import Flask

from core import clock
from core.db import db
from core.labels import words_for
from core.money import Money
from coupons.coupons.models import Coupon
from coupons.coupons.states import CouponState
from coupons.redemptions.models import Redemption
from coupons.redemptions.states import RedemptionState, ScanOutcome
from ledger.checks import run_all
from tests.coupons.claims.test_claims import FULL, free
from tests.coupons.counter import Counter, counter_of_today, digits_for
from tests.coupons.redemptions.test_counter_pages import browser_of
from tests.kept_scenes import KeptScenes

WHY = {"hold-reason": "ตรวจสอบ", "resume-reason": "ไม่พบสิ่งผิดปกติ", "cancel-reason": "ผิดเงื่อนไข"}


@pytest.fixture
def counter(kept_scene: KeptScenes) -> Counter:
    return counter_of_today(kept_scene)


def test_a_price_that_was_declined_reserves_nothing_and_confirms_nothing_any_more(
    db_app: Flask, counter: Counter
) -> None:
    till, phone = browser_of(db_app, counter.cashier), browser_of(db_app, counter.owner)
    proposal_id = counter.propose(now=clock.now())
    digits = digits_for(proposal_id, now=clock.now())
    page = phone.post(f"/proposals/{proposal_id}/decline?lang=en", follow_redirects=True)
    assert "You declined the price. Nothing was reserved." in page.text
    assert till.post(f"/proposals/{proposal_id}/consent-by-code", data={"digits": digits}).status_code == 409
    phone.post(f"/proposals/{proposal_id}/consent")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Redemption)) == 0
    assert counter.coupon().remaining == FULL


@pytest.mark.parametrize("who", ["owner", "approver"])
def test_a_new_code_makes_the_old_one_and_every_paper_useless_at_once(
    db_app: Flask, counter: Counter, who: str
) -> None:
    till, old, printed = browser_of(db_app, counter.cashier), counter.code(), counter.tag()
    page = browser_of(db_app, getattr(counter, who)).post(
        f"/coupons/{counter.coupon_id}/reissue?lang=en", follow_redirects=True
    )
    assert "The coupon has a new code. The old one no longer works." in page.text
    for typed in (old, f"HTTPS://LOCALHOST/C/{old}/{printed}"):
        answer = till.post("/scan", data={"code": typed})
        assert answer.status_code == 409
        assert str(words_for(ScanOutcome.REPLACED)) in answer.text
    assert till.post("/scan", data={"code": counter.code()}).status_code == 303


def test_a_coupon_on_hold_is_used_nowhere_what_is_reserved_goes_on_and_it_can_be_used_again(
    db_app: Flask, counter: Counter
) -> None:
    till, phone = browser_of(db_app, counter.cashier), browser_of(db_app, counter.owner)
    desk, page = browser_of(db_app, counter.approver), f"/coupons/{counter.coupon_id}"
    claim = counter.reserve(now=clock.now())
    priced = counter.propose(service_id=counter.another_service(), now=clock.now())
    assert desk.post(f"{page}/hold", data=WHY).status_code == 303
    assert till.post("/scan", data={"code": counter.code()}).status_code == 409
    phone.post(f"/proposals/{priced}/consent")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Redemption)) == 1, (
        "the open price neither"
    )
    counter.deliver(claim, now=clock.now())
    assert phone.post(f"/redemptions/{claim}/accept", data={"rating": "5"}).status_code == 303
    assert counter.redemption(claim).state is RedemptionState.ACCEPTED
    resumed = desk.post(f"{page}/resume?lang=en", data=WHY, follow_redirects=True)
    assert "The coupon can be used again." in resumed.text
    assert re.search(r"Your coupon C[0-9-]+ can be used again\.", phone.get("/notices?lang=en").text)
    assert till.post("/scan", data={"code": counter.code()}).status_code == 303


def test_a_cancelled_coupon_ends_for_good_and_its_rest_is_the_schemes_again(
    db_app: Flask, counter: Counter
) -> None:
    desk, page = browser_of(db_app, counter.approver), f"/coupons/{counter.coupon_id}"
    claim, before = counter.reserve(now=clock.now()), free(counter)
    assert "This cannot be undone. 66,400 baht go back to the scheme." in desk.get(f"{page}?lang=en").text
    done = desk.post(f"{page}/cancel?lang=en", data=WHY, follow_redirects=True)
    assert "The coupon is cancelled, and its unused money has been released." in done.text
    assert free(counter) - before == Money.baht(66_400)
    assert counter.redemption(claim).state is RedemptionState.RESERVED, "Services already reserved continue"
    for verb in ("resume", "hold", "cancel"):
        assert desk.post(f"{page}/{verb}", data=WHY).status_code == 409
    till = browser_of(db_app, counter.cashier)
    assert till.post("/scan", data={"code": counter.code()}).status_code == 409
    assert counter.coupon().state is CouponState.CANCELLED
    assert run_all() == []


def test_an_ended_coupon_is_given_no_new_code(db_app: Flask, counter: Counter) -> None:
    desk, page = browser_of(db_app, counter.approver), f"/coupons/{counter.coupon_id}"
    desk.post(f"{page}/cancel", data=WHY)
    assert desk.post(f"{page}/reissue").status_code == 409
    assert (
        db.session.get_one(Coupon, counter.coupon_id, populate_existing=True).state is CouponState.CANCELLED
    )
