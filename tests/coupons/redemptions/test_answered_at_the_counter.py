"""What the owner sees while a price waits, on every page; and what became of it when it was answered elsewhere."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core import clock
from core.money import Money
from coupons.redemptions.services.lapse_proposals import lapse_proposals
from identity.organisations.states import Capacity, MemberRole
from tests.coupons.counter import Counter, counter_of_today, digits_for
from tests.coupons.redemptions.test_counter_pages import browser_of
from tests.factories import build
from tests.kept_scenes import KeptScenes

STRIP = "asks you to confirm a price of 42,000 baht."


@pytest.fixture
def counter(kept_scene: KeptScenes) -> Counter:
    return counter_of_today(kept_scene)


@pytest.fixture
def phone(db_app: Flask, counter: Counter) -> FlaskClient:
    return browser_of(db_app, counter.owner)


def test_after_the_code_was_typed_the_owner_reads_result_balance_and_slip(
    db_app: Flask, counter: Counter, phone: FlaskClient
) -> None:
    till, proposal_id = browser_of(db_app, counter.cashier), counter.propose(now=clock.now())
    asked = phone.get("/coupons/asks").json["version"]
    shown = phone.get(f"/coupons/{counter.coupon_id}/waiting").json["version"]
    digits = digits_for(proposal_id, now=clock.now())
    done = till.post(f"/proposals/{proposal_id}/consent-by-code", data={"digits": digits})
    news = phone.get("/coupons/asks?lang=en").json
    assert news["version"] != asked
    card = phone.get(f"{news['url']}?lang=en").text
    for words in (
        "Price confirmed and money reserved",
        "Confirmed by six-digit code",
        "Left on your coupon",
        Money.baht(66_400).short(),
        f'href="{done.location}"',
    ):
        assert words in card, words
    slip = phone.get(f"{done.location}?lang=en").text
    assert slip.count(Money.baht(66_400).short()) == 2, "left on this coupon, and on all of them"
    assert "66,400" not in till.get(done.location).text, "what is left is the owner's business"
    turned = phone.get(f"/coupons/{counter.coupon_id}/waiting").json
    assert turned["version"] != shown
    fragment = phone.get(f"{turned['url']}?lang=en").text
    assert "The price of 42,000 baht is confirmed" in fragment
    assert f'href="{done.location}"' in fragment
    assert "66,400" not in fragment, "the cashier reads along"


def test_the_owner_reads_that_a_price_was_withdrawn(
    db_app: Flask, counter: Counter, phone: FlaskClient
) -> None:
    proposal_id = counter.propose(now=clock.now())
    browser_of(db_app, counter.cashier).post(f"/proposals/{proposal_id}/withdraw")
    page = phone.get(f"/coupons/{counter.coupon_id}?lang=en").text
    assert "withdrew its price of 42,000 baht. Nothing was reserved." in page


def test_the_owner_reads_that_the_time_for_a_price_ran_out(counter: Counter, phone: FlaskClient) -> None:
    counter.propose(now=clock.now())
    shown = phone.get(f"/coupons/{counter.coupon_id}/waiting").json["version"]
    lapse_proposals(now=clock.now() + timedelta(minutes=6))
    page = phone.get(f"/coupons/{counter.coupon_id}?lang=en").text
    assert "The time to answer the price of 42,000 baht from" in page
    assert "The cashier can send it again." in page
    assert phone.get(f"/coupons/{counter.coupon_id}/waiting").json["version"] != shown


@pytest.mark.parametrize("url", ["/redemptions/", "/directory", "/applications/", "/me"])
def test_an_open_price_is_on_every_page_of_the_owner(counter: Counter, phone: FlaskClient, url: str) -> None:
    address = f"{url}?lang=en"
    assert STRIP not in phone.get(address).text
    proposal_id = counter.propose(now=clock.now())
    page = phone.get(address)
    assert (page.status_code, STRIP in page.text) == (200, True)
    assert f'href="/coupons/{counter.coupon_id}"' in page.text
    phone.post(f"/proposals/{proposal_id}/decline")
    assert STRIP not in phone.get(address).text


def test_who_may_not_confirm_is_shown_no_strip(db_app: Flask, counter: Counter) -> None:
    counter.propose(now=clock.now())
    member = build(
        lambda tx: counter.world.member(
            tx, counter.sme_id, Capacity.SME, MemberRole.MEMBER, may_consent=False
        )
    )
    for actor in (member, counter.cashier, counter.officer):
        assert STRIP not in browser_of(db_app, actor).get("/redemptions/?lang=en").text


def test_the_page_turned_to_the_counter_has_no_strip(counter: Counter, phone: FlaskClient) -> None:
    counter.propose(now=clock.now())
    assert STRIP not in phone.get(f"/coupons/{counter.coupon_id}/show?lang=en").text


def test_a_price_that_runs_is_not_called_late(counter: Counter, phone: FlaskClient) -> None:
    counter.propose(now=clock.now())
    page = phone.get("/today?lang=en").text
    assert "Confirm or decline the price of 42,000 baht." in page
    assert STRIP not in page, "said once"
    assert "Past its time limit" not in page
