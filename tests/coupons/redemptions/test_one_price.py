"""A new price replaces the open one, a cashier can withdraw it, and two alike are never both confirmed."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from core import clock
from core.audit.models import AuditEvent
from core.db import Tx, db
from core.money import Money
from coupons.redemptions.models import Proposal, Redemption
from coupons.redemptions.states import ProposalState
from ledger.checks import run_all
from schemes.models import ServiceCategory
from smes.models import Sme
from tests.coupons.counter import Counter, counter_of_today, digits_for, open_counter
from tests.coupons.redemptions.test_counter_pages import browser_of
from tests.factories import build
from tests.kept_scenes import KeptScenes


@pytest.fixture
def counter(kept_scene: KeptScenes) -> Counter:
    return counter_of_today(kept_scene)


@pytest.fixture
def till(db_app: Flask, counter: Counter) -> FlaskClient:
    return browser_of(db_app, counter.cashier)


@pytest.fixture
def phone(db_app: Flask, counter: Counter) -> FlaskClient:
    return browser_of(db_app, counter.owner)


def _scanned(till: FlaskClient, counter: Counter) -> str:
    answer = till.post("/scan", data={"code": counter.code()})
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def _sent(till: FlaskClient, counter: Counter, scan: str, price: str) -> str:
    answer = till.post(f"{scan}/price", data={"service": counter.service_id, "price": price})
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def _state(offer: str) -> ProposalState:
    state: ProposalState = db.session.get_one(
        Proposal, int(offer.rsplit("/", 1)[1]), populate_existing=True
    ).state
    return state


def _reserved() -> int:
    db.session.expire_all()
    return int(db.session.scalar(sa.select(sa.func.count()).select_from(Redemption)) or 0)


@pytest.mark.parametrize("again", ["the same scan", "another scan"])
def test_a_price_sent_again_replaces_the_open_one(
    counter: Counter, till: FlaskClient, phone: FlaskClient, again: str
) -> None:
    scan = _scanned(till, counter)
    first = _sent(till, counter, scan, "42,000")
    second = _sent(till, counter, scan if again == "the same scan" else _scanned(till, counter), "42,000")
    assert (_state(first), _state(second)) == (ProposalState.SUPERSEDED, ProposalState.OPEN)
    cards = phone.get(f"/coupons/{counter.coupon_id}?lang=en").text
    assert cards.count("Confirm this price") == 1
    assert "This price replaces the earlier one of 42,000 baht." in cards
    late = phone.post(f"{first}/consent?lang=en", follow_redirects=True)
    assert "A newer price from the provider replaces this one." in late.text
    assert _reserved() == 0
    assert phone.post(f"{second}/consent").status_code == 303
    assert _reserved() == 1
    assert run_all() == []


def test_the_digits_of_a_replaced_price_confirm_nothing(counter: Counter, till: FlaskClient) -> None:
    scan = _scanned(till, counter)
    first = _sent(till, counter, scan, "42,000")
    digits = digits_for(int(first.rsplit("/", 1)[1]), now=clock.now())
    _sent(till, counter, scan, "40,000")
    answer = till.post(f"{first}/consent-by-code?lang=en", data={"digits": digits})
    assert answer.status_code == 409
    assert "A newer price from the provider replaces this one." in answer.text
    assert _reserved() == 0


def test_the_cashier_reads_that_a_newer_price_replaced_this_one(counter: Counter, till: FlaskClient) -> None:
    scan = _scanned(till, counter)
    first = _sent(till, counter, scan, "42,000")
    sheet = till.get(f"{scan}?lang=en").text
    assert "A price of 42,000 baht is waiting for the customer. A new price replaces it." in sheet
    before = till.get(f"{first}/news").json["version"]
    second = _sent(till, counter, scan, "40,000")
    assert till.get(f"{first}/news").json["version"] != before, "the page that waits draws anew"
    assert "A newer price from the provider replaces this one." in till.get(f"{first}/fragment?lang=en").text
    assert _events(first) == ["proposal.offered", "proposal.superseded"]
    told = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.name == "proposal.superseded")).one()
    assert told.fields == {"by": int(second.rsplit("/", 1)[1])}


def _events(offer: str) -> list[str]:
    return list(
        db.session.scalars(
            sa.select(AuditEvent.name)
            .where(
                AuditEvent.subject_kind == "proposal", AuditEvent.subject_id == int(offer.rsplit("/", 1)[1])
            )
            .order_by(AuditEvent.id)
        )
    )


def test_a_cashier_withdraws_an_open_price(counter: Counter, till: FlaskClient, phone: FlaskClient) -> None:
    scan = _scanned(till, counter)
    offer = _sent(till, counter, scan, "42,000")
    assert "Withdraw this price" in till.get(f"{offer}?lang=en").text
    done = till.post(f"{offer}/withdraw")
    assert (done.status_code, done.location) == (303, scan)
    assert _state(offer) is ProposalState.WITHDRAWN
    assert _events(offer) == ["proposal.offered", "proposal.withdrawn"]
    digits = digits_for(int(offer.rsplit("/", 1)[1]), now=clock.now())
    assert till.post(f"{offer}/consent-by-code", data={"digits": digits}).status_code == 409
    late = phone.post(f"{offer}/consent?lang=en", follow_redirects=True)
    assert "This price was withdrawn by the provider." in late.text
    assert _reserved() == 0


def test_a_price_that_was_confirmed_is_not_withdrawn(
    counter: Counter, till: FlaskClient, phone: FlaskClient
) -> None:
    offer = _sent(till, counter, _scanned(till, counter), "42,000")
    phone.post(f"{offer}/consent")
    answer = till.post(f"{offer}/withdraw")
    assert (answer.status_code, answer.location) == (303, offer)
    told = till.get(f"{offer}?lang=en").text
    assert "The customer confirmed the price" in told
    assert "Collect from the customer" in told, "what to collect is read where it is to be collected"
    assert _state(offer) is ProposalState.CONSENTED


def test_another_providers_price_is_not_withdrawn(db_app: Flask, counter: Counter, till: FlaskClient) -> None:
    offer = _sent(till, counter, _scanned(till, counter), "42,000")
    other = browser_of(db_app, open_counter(now=clock.now()).cashier)
    assert other.post(f"{offer}/withdraw").status_code == 404
    assert _state(offer) is ProposalState.OPEN


@pytest.mark.parametrize("again", ["the same scan", "a scan made before"])
def test_a_price_sent_again_after_it_was_confirmed_is_not_sent(
    counter: Counter, till: FlaskClient, phone: FlaskClient, again: str
) -> None:
    scan, earlier = _scanned(till, counter), _scanned(till, counter)
    phone.post(f"{_sent(till, counter, scan, '42,000')}/consent")
    form = {"service": counter.service_id, "price": "42,000"}
    answer = till.post(f"{scan if again == 'the same scan' else earlier}/price?lang=en", data=form)
    assert answer.status_code == 409
    assert "The customer has just confirmed the price sent before." in answer.text
    anew = _sent(till, counter, _scanned(till, counter), "20,000")
    assert _state(anew) is ProposalState.OPEN, "a scan made after it is another matter"


def test_a_price_refused_by_a_rule_replaces_nothing(counter: Counter, till: FlaskClient) -> None:
    scan = _scanned(till, counter)
    offer = _sent(till, counter, scan, "42,000")
    answer = till.post(f"{scan}/price", data={"service": counter.service_id, "price": "9,999,999"})
    assert answer.status_code == 409
    assert _state(offer) is ProposalState.OPEN


def test_prices_of_two_services_scanned_apart_are_both_open(counter: Counter, till: FlaskClient) -> None:
    first = _sent(till, counter, _scanned(till, counter), "42,000")
    form = {"service": counter.another_service(), "price": "20,000"}
    answer = till.post(f"{_scanned(till, counter)}/price", data=form)
    assert (_state(first), _state(answer.location)) == (ProposalState.OPEN, ProposalState.OPEN)


def test_the_card_names_its_coupon_where_the_owner_has_several(
    counter: Counter, till: FlaskClient, phone: FlaskClient
) -> None:
    _sent(till, counter, _scanned(till, counter), "42,000")
    named = f"Coupon {counter.coupon().number}: "
    assert named not in phone.get("/coupons/?lang=en").text

    def second(tx: Tx) -> None:
        world = counter.world
        scheme = world.scheme(tx, tx.get(ServiceCategory, counter.category_id), money=Money.baht(1_000_000))
        world.coupon(tx, scheme, tx.get(Sme, counter.sme_id))

    build(second)
    assert named in phone.get("/coupons/?lang=en").text
