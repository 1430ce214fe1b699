"""Sentences that a business reads on its way from nothing to its slip: each true of what has happened by then."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from core import clock
from core.db import db
from core.permissions import Role
from coupons.claims.services.approve_claim import approve_claim
from demo.bank import debtor_of, open_bank
from identity.organisations.models import Organisation
from payouts.batches.queries import Selection
from payouts.batches.services.approve_batch import approve_batch
from payouts.batches.services.draft_batch import draft_batch
from payouts.batches.services.release_batch import release_batch
from payouts.batches.services.submit_batch import submit_batch
from schemes.models import ServiceCategory
from smes.models import Sme
from smes.rules import TieBreak
from tests.coupons.counter import SUBSIDY, Counter, counter_of_today
from tests.factories import World, build
from tests.kept_scenes import KeptScenes
from tests.payouts.world import order_of, take_answer
from tests.signing_in import browser_of


@pytest.fixture
def counter(kept_scene: KeptScenes) -> Counter:
    return counter_of_today(kept_scene)


@pytest.fixture
def phone(db_app: Flask, counter: Counter) -> FlaskClient:
    return browser_of(db_app, counter.owner.known_person_id)


def main_of(browser: FlaskClient, path: str) -> str:
    """What the page says, in English."""
    page = html.fromstring(
        browser.get(f"{path}{'&' if '?' in path else '?'}lang=en", follow_redirects=True).text
    )
    return " ".join(" ".join(page.xpath("//main//text()")).split())


def pay(counter: Counter, redemption_id: int, upto: str) -> None:
    """Approve the claim and go on towards its payment."""
    now, world = clock.now(), counter.world
    staff = {
        role: build(lambda tx, role=role: world.staff(tx, role))
        for role in (
            Role.CLAIM_OFFICER,
            Role.FINANCE_OFFICER,
            Role.FINANCE_APPROVER,
            Role.FINANCE_RELEASER,
        )
    }
    approve_claim(redemption_id, SUBSIDY, actor=staff[Role.CLAIM_OFFICER], now=now)
    if upto == "approved":
        return
    batch = draft_batch(Selection(), actor=staff[Role.FINANCE_OFFICER], now=now)
    submit_batch(batch, actor=staff[Role.FINANCE_OFFICER], now=now)
    approve_batch(batch, actor=staff[Role.FINANCE_APPROVER], now=now)
    release_batch(batch, "09", actor=staff[Role.FINANCE_RELEASER], now=now)
    if upto == "released":
        return
    order = order_of(batch)
    with open_bank(now) as bank:
        bank.hold(debtor_of(order))
        bank.send(order)
        bank.live_banking_days(5)
        answers = bank.collect()
    for answer in [*answers.pain002, *answers.camt053]:
        take_answer(answer, actor=staff[Role.FINANCE_OFFICER], now=now)


@pytest.mark.parametrize(
    ("upto", "said"),
    [
        ("approved", "OSMEP pays its share to the provider. You do not need to do anything more."),
        ("released", "The bank is due to pay OSMEP's share to the provider on "),
        ("paid", "The bank paid OSMEP's share to the provider on "),
    ],
)
def test_who_is_not_paid_has_nothing_to_wait_for_and_reads_the_day(
    counter: Counter, phone: FlaskClient, upto: str, said: str
) -> None:
    redemption_id = counter.accepted(now=clock.now())
    pay(counter, redemption_id, upto)
    page = main_of(phone, f"/redemptions/{redemption_id}")
    assert said in page
    assert "Nothing to do" in page
    assert "Waiting for" not in page


def test_the_card_of_a_confirmed_price_goes_once_its_money_is_no_longer_just_reserved(
    counter: Counter, phone: FlaskClient
) -> None:
    card = "Price confirmed and money reserved"
    redemption_id = counter.reserve(now=clock.now())
    page = main_of(phone, f"/coupons/{counter.coupon_id}")
    assert card in page
    assert "Confirmed on a phone of your business" in page, "the reader is the customer"
    counter.deliver(redemption_id, now=clock.now())
    assert card not in main_of(phone, f"/coupons/{counter.coupon_id}")


def test_the_business_reads_from_whom_evidence_is_missing(counter: Counter, phone: FlaskClient) -> None:
    redemption_id = counter.reserve(now=clock.now())
    page = main_of(phone, f"/redemptions/{redemption_id}")
    assert "Still to be added by the provider: Tax invoice or receipt, What was delivered" in page
    assert "Still to be added by you or the provider: Proof that the business paid its own share." in page


def test_one_provider_is_one_provider(counter: Counter, phone: FlaskClient) -> None:
    assert "1 provider in Lampang" in main_of(phone, f"/coupons/{counter.coupon_id}")
    assert "1 approved provider in the country" in main_of(phone, "/")


def test_where_no_provider_is_near_the_coupon_leads_to_the_others(
    counter: Counter, phone: FlaskClient
) -> None:
    build(
        lambda tx: tx.execute(
            sa.update(Organisation)
            .where(Organisation.id == counter.sme_id)
            .values(province_code="50", postcode="50000")
        )
    )
    page = phone.get(f"/coupons/{counter.coupon_id}?lang=en").text
    assert "Other provinces (none in Chiang Mai yet)" in page
    kind = db.session.get_one(ServiceCategory, counter.category_id).code
    assert f'href="/directory?category={kind}"' in page


def test_the_coupon_leads_to_those_who_take_it_near_and_everywhere(
    counter: Counter, phone: FlaskClient
) -> None:
    page = phone.get(f"/coupons/{counter.coupon_id}?lang=en").text
    kind = db.session.get_one(ServiceCategory, counter.category_id).code
    assert f'href="/directory?category={kind}&amp;province=' in page
    assert f'href="/directory?category={kind}">All provinces</a>' in page
    assert "remove this filter" in phone.get(f"/directory?category={kind}&lang=en").text


def test_a_verified_business_is_led_to_apply_and_one_under_check_reads_whom_it_waits_for(
    db_app: Flask, counter: Counter, phone: FlaskClient
) -> None:
    page = html.fromstring(phone.get(f"/smes/{counter.sme_id}").text)
    assert page.xpath("//main//*[contains(@class, 'next-action')]//a[@href='/applications/']")

    build(
        lambda tx: tx.execute(sa.update(Sme).values(state="submitted", verified_at=None, verified_by_id=None))
    )
    assert "Waiting for an officer of OSMEP" in main_of(phone, f"/smes/{counter.sme_id}")


@pytest.mark.parametrize(
    ("tie_break", "said"),
    [(TieBreak.REVENUE, "revenue decides"), (TieBreak.HIGHER, "the larger size counts")],
)
def test_the_rules_say_which_figure_decides_the_size_here(
    db_app: Flask, counter: Counter, client: FlaskClient, tie_break: TieBreak, said: str
) -> None:
    settings = db_app.installation.settings
    db_app.installation.settings = replace(settings, size_tie_break=tie_break.value)
    try:
        page = main_of(client, "/rules")
    finally:
        db_app.installation.settings = settings
    assert f"If the two give different sizes, {said}." in page
    assert "per cent" not in page


def test_who_has_just_made_an_account_is_told_one_next_step(db_app: Flask, client: FlaskClient) -> None:
    made = client.post(
        "/register?lang=en&next=/applications/",
        data={
            "full_name": "สมหญิง ใจดี",
            "email": "newcomer@example.com",
            "password": "correct horse battery",
            "password_confirm": "correct horse battery",
        },
    )
    page = main_of(client, made.location)
    assert "Open the link in the e-mail" in page
    assert "Sign in to open the page you asked for." not in page


@pytest.mark.parametrize("kind", ["state_agency", "university"])
def test_what_belongs_to_the_state_is_registered_as_a_provider_not_as_an_sme(
    db_app: Flask, kind: str
) -> None:
    browser = browser_of(db_app, build(World().person).id)
    page = html.fromstring(browser.get("/smes/register").text)
    assert kind not in page.xpath("//input[@name='kind']/@value")
    assert kind in html.fromstring(browser.get("/providers/register").text).xpath(
        "//input[@name='kind']/@value"
    )
    sent = browser.post(
        "/smes/register",
        data={"kind": kind, "registration_number": "0994000617721", "name_th": "มหาวิทยาลัยทดลอง"},
    )
    assert sent.status_code == 200
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Sme)) == 0
