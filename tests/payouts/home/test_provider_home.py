"""A provider's home: the way to its first money, the scanner, what to do, what is coming and came, each with its list."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from lxml import html

from core import clock
from core.actor import Actor
from core.money import Money
from demo.bank import answers
from identity.organisations.states import Capacity, MemberRole
from payouts.home.rules import ProviderLeg, ProviderProgress, provider_leg
from payouts.models.payables import Payable
from payouts.states import PayableState
from providers.models import Provider
from providers.states import ProviderState
from tests.coupons.counter import Counter, counter_of_today
from tests.crawl import counted
from tests.factories import build
from tests.house.sides import browser_of
from tests.kept_scenes import KeptScenes
from tests.payouts.world import MONDAY, Finance, order_of, payable_of

BARE = ProviderProgress(ProviderState.APPROVED, served=False, claimed=False, paid=False)
MOST = 13
"""Statements of a home, as of any page."""


@pytest.mark.parametrize(
    ("progress", "leg"),
    [
        (replace(BARE, registration=ProviderState.DRAFT), ProviderLeg.REGISTER),
        (replace(BARE, registration=ProviderState.RETURNED), ProviderLeg.REGISTER),
        (replace(BARE, registration=ProviderState.SUBMITTED), ProviderLeg.APPROVE),
        (replace(BARE, registration=ProviderState.SUSPENDED, paid=True), ProviderLeg.APPROVE),
        (BARE, ProviderLeg.SERVE),
        (replace(BARE, served=True), ProviderLeg.CLAIM),
        (replace(BARE, served=True, claimed=True), ProviderLeg.PAID),
        (replace(BARE, served=True, claimed=True, paid=True), None),
    ],
)
def test_the_way_leads_to_the_first_money(progress: ProviderProgress, leg: ProviderLeg | None) -> None:
    assert provider_leg(progress) is leg


@pytest.fixture
def counter(kept_scene: KeptScenes) -> Counter:
    return counter_of_today(kept_scene)


def home_of(app: Flask, actor: Actor) -> html.HtmlElement:
    """The home in English, within its statements."""
    with counted(app) as counts:
        answer = browser_of(app, actor).get("/today?lang=en")
    assert answer.status_code == 200, answer.text
    assert counts[-1] <= MOST, counts
    return html.fromstring(answer.text)


def words(tree: html.HtmlElement, path: str) -> list[str]:
    return [" ".join(each.text_content().split()) for each in tree.xpath(path)]


def test_the_scanner_is_one_press_away_and_the_way_goes_on(db_app: Flask, counter: Counter) -> None:
    page = home_of(db_app, counter.cashier)
    assert page.xpath("//main//a[contains(@class, 'button')]/@href")[0] == "/scan"
    assert words(page, "//li[@aria-current='step']//*[@class='way__label']") == ["First customer (now)"]
    counter.reserve(now=clock.now())
    page = home_of(db_app, counter.cashier)
    assert words(page, "//li[@aria-current='step']//*[@class='way__label']") == ["First claim (now)"]
    assert page.xpath("//*[@class='inbox']//a/@href") == ["/redemptions/?state=reserved"]


def test_a_cashier_reads_nothing_of_the_money(db_app: Flask, counter: Counter) -> None:
    assert "My money" not in html.tostring(home_of(db_app, counter.cashier), encoding="unicode")


def test_a_provider_that_is_not_approved_is_led_to_its_registration(db_app: Flask, counter: Counter) -> None:
    owner = build(
        lambda tx: counter.world.member(tx, counter.provider_id, Capacity.PROVIDER, MemberRole.OWNER)
    )
    build(lambda tx: tx.execute(sa.update(Provider).values(state=ProviderState.RETURNED)))
    page = home_of(db_app, owner)
    assert page.xpath("//main//a[contains(@class, 'button')]/@href")[0] == f"/providers/{counter.provider_id}"
    assert "/scan" not in page.xpath("//main//a/@href")
    assert words(page, "//li[@aria-current='step']//*[@class='way__label']") == ["Register (now)"]


def test_each_kind_of_service_says_until_when_it_is_approved(db_app: Flask, counter: Counter) -> None:
    (kind,) = words(home_of(db_app, counter.cashier), "//*[@class='matters']/li[contains(., 'Approval')]")
    assert "Approval until" in kind


@pytest.fixture
def finance(db_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Finance:
    monkeypatch.setattr(clock, "now", lambda: MONDAY)
    return Finance()


def test_what_is_coming_and_what_came_this_month_are_what_their_lists_hold(
    db_app: Flask, finance: Finance
) -> None:
    provider_id = finance.provider()
    owner = build(lambda tx: finance.world.member(tx, provider_id, Capacity.PROVIDER))
    before = finance.claim(provider_id, Money.baht(80_000))
    now = finance.claim(provider_id, Money.baht(40_000))
    said = answers(order_of(finance.released()))
    finance.take(*said.pain002, *said.camt053, now=MONDAY + timedelta(days=2))
    last_month = sa.update(Payable).where(Payable.redemption_id == before)
    build(lambda tx: tx.execute(last_month.values(settled_at=MONDAY - timedelta(days=23))))
    assert payable_of(now).state is PayableState.SETTLED
    for amount in (10_000, 20_000):
        finance.claim(provider_id, Money.baht(amount))
    page = home_of(db_app, owner)
    figures = dict(
        zip(page.xpath("//*[@class='tile']//a/@href"), words(page, "//*[@class='tile']//a"), strict=True)
    )
    assert figures == {
        "/payables/mine?show=coming": "30,000 baht",
        "/payables/mine?show=paid-this-month": "40,000 baht",
    }
    assert words(page, "//*[@class='tile__note']") == ["2 payments", "1 payment"]
    browser = browser_of(db_app, owner)
    listed = {
        address: words(html.fromstring(browser.get(f"{address}&lang=en").text), "//main//section//strong")
        for address in figures
    }
    assert listed == {
        "/payables/mine?show=coming": ["20,000 baht", "10,000 baht"],
        "/payables/mine?show=paid-this-month": ["40,000 baht"],
    }
    everything = html.fromstring(browser.get("/payables/mine?lang=en").text)
    assert len(words(everything, "//main//section//strong")) == 4
    assert words(page, "//*[@class='way__here']") == ["All steps done"]
