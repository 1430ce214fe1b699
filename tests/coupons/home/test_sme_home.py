"""An SME's home: the way, the one thing to do now, money whose parts open their lists, open matters, whom to call."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from lxml import html

from core import clock
from core.actor import Actor, actor_with
from core.db import Tx, db
from core.money import Money
from core.permissions import Role
from core.typed.amounts import read_amount
from coupons.claims.services.approve_claim import approve_claim
from coupons.coupons.models import Coupon
from identity.organisations.models import Organisation
from identity.organisations.states import Capacity, MemberRole
from smes.models import Sme
from smes.states import SmeState
from tests.coupons.counter import Counter, counter_of_today
from tests.crawl import counted
from tests.factories import World, build
from tests.house.sides import browser_of
from tests.kept_scenes import KeptScenes

MOST = 12
"""Statements of a home, as of any page."""


class Page:
    """The home of one reader, in English."""

    def __init__(self, text: str) -> None:
        self.tree = html.fromstring(text)

    def words(self, path: str) -> list[str]:
        """What stands at these places, one text each."""
        return [" ".join(each.text_content().split()) for each in self.tree.xpath(path)]

    @property
    def now(self) -> str:
        """The one thing to do now."""
        (said,) = self.words("//div[contains(concat(' ', @class, ' '), ' next-action ')]")
        return said

    @property
    def leg(self) -> str:
        """The step of the way that it is on."""
        return next(iter(self.words("//li[@aria-current='step']//*[@class='way__label']")), "")

    def buttons(self) -> list[str]:
        """Where the buttons of the one thing lead."""
        found = self.tree.xpath("//*[contains(@class, 'home__now')]//a[contains(@class, 'button')]/@href")
        return [str(href) for href in found]


Read = Callable[[Actor], Page]


@pytest.fixture
def counter(kept_scene: KeptScenes) -> Counter:
    return counter_of_today(kept_scene)


@pytest.fixture
def read(db_app: Flask) -> Read:
    def get(actor: Actor) -> Page:
        with counted(db_app) as counts:
            answer = browser_of(db_app, actor).get("/today?lang=en")
        assert answer.status_code == 200, answer.text
        assert counts[-1] <= MOST, counts
        return Page(answer.text)

    return get


def newcomer(state: SmeState, **columns: object) -> Actor:
    """The owner of a business whose registration has come so far, and no further."""
    world = World(clock.now(), first=500)

    def make(tx: Tx) -> Actor:
        sme = world.sme(tx, state=state, **columns)
        return world.member(tx, sme.organisation_id, Capacity.SME)

    return build(make)


def test_who_acts_for_nobody_reads_the_two_ways_and_where_they_begin(db_app: Flask) -> None:
    person = build(lambda tx: World(clock.now()).person(tx).id)
    page = (
        browser_of(db_app, actor_with(frozenset({Role.PERSON}), person_id=person)).get("/today?lang=en").text
    )
    assert "I run a business" in page
    assert 'href="/smes/register"' in page
    assert 'href="/providers/register"' in page
    assert page.count('class="way"') == 2


def test_a_business_that_is_not_verified_is_led_to_its_registration(db_app: Flask, read: Read) -> None:
    page = read(newcomer(SmeState.DRAFT))
    assert page.leg.startswith("Register")
    assert "Your turn" in page.now
    assert page.buttons() == [page.buttons()[0]]
    assert re.fullmatch(r"/smes/\d+", page.buttons()[0])


def test_while_osmep_checks_the_home_says_whose_turn_it_is_and_until_when(db_app: Flask, read: Read) -> None:
    page = read(newcomer(SmeState.SUBMITTED))
    assert page.leg.startswith("Check by OSMEP")
    assert "Waiting for an officer of OSMEP" in page.now
    assert "Due " in page.now


def test_a_verified_business_without_a_coupon_is_led_to_apply(db_app: Flask, read: Read) -> None:
    page = read(newcomer(SmeState.VERIFIED))
    assert page.leg.startswith("Apply")
    assert page.buttons() == ["/applications/"]


def test_the_code_of_a_coupon_is_one_press_away(counter: Counter, read: Read) -> None:
    page = read(counter.owner)
    assert page.leg.startswith("Use it")
    assert page.buttons() == [f"/coupons/{counter.coupon_id}/show"]
    assert "100,000 baht" in page.words("//*[@class='purse__left']")[0]
    counter.deliver(counter.reserve(now=clock.now()), now=clock.now())
    page = read(counter.owner)
    assert page.leg.startswith("Accept and rate")
    assert page.buttons()[1] == f"/coupons/{counter.coupon_id}/show"


def test_a_price_comes_before_everything(counter: Counter, read: Read) -> None:
    counter.propose(now=clock.now())
    page = read(counter.owner)
    assert "Confirm or decline the price of 42,000 baht." in page.now
    assert page.buttons()[0] == f"/coupons/{counter.coupon_id}"
    member = build(
        lambda tx: counter.world.member(
            tx, counter.sme_id, Capacity.SME, MemberRole.MEMBER, may_consent=False
        )
    )
    assert "42,000" not in read(member).now


def _approved(counter: Counter) -> int:
    claim = counter.accepted(Money.baht(20_000), invoice="IV-9", now=clock.now())
    approve_claim(claim, Money.baht(16_000), actor=counter.officer, now=clock.now())
    return claim


def test_each_part_of_the_money_is_what_its_list_holds(db_app: Flask, counter: Counter, read: Read) -> None:
    _approved(counter)
    counter.reserve(Money.baht(42_000), now=clock.now())
    page = read(counter.owner)
    parts = dict(
        zip(
            page.tree.xpath("//*[@class='parts__words']//dd/a/@href"),
            page.words("//*[@class='parts__words']//dd/a"),
            strict=True,
        )
    )
    assert parts == {
        "/redemptions/?state=approved": "16,000",
        "/redemptions/?state=under-way": "33,600",
        "/coupons/": "50,400",
    }
    browser = browser_of(db_app, counter.owner)
    for address, said in parts.items():
        if address == "/coupons/":
            continue
        rows = html.fromstring(browser.get(f"{address}&lang=en").text).xpath("//main//table/tbody/tr")
        listed = [
            read_amount(row.xpath("./td[@data-label='The state pays']")[0].text_content().strip())
            for row in rows
        ]
        assert sum(each.satang for each in listed) == read_amount(said).satang
    assert "1 coupon, 100,000 baht in all" in page.words("//*[@class='purse__whole']")


def test_what_went_back_to_the_scheme_is_no_part_of_the_money(counter: Counter, read: Read) -> None:
    build(lambda tx: tx.execute(sa.update(Coupon).values(released_satang=4_000_000, spent_satang=0)))
    page = read(counter.owner)
    assert "60,000 baht" in page.words("//*[@class='purse__left']")[0]
    assert "1 coupon, 60,000 baht in all" in page.words("//*[@class='purse__whole']")


def test_open_matters_say_their_state_and_whose_turn_it_is(counter: Counter, read: Read) -> None:
    first = counter.reserve(Money.baht(20_000), now=clock.now())
    counter.deliver(first, now=clock.now())
    counter.reserve(Money.baht(30_000), now=clock.now())
    page = read(counter.owner)
    (matter,) = page.words("//*[@class='home__rest stack']/section[1]//li")
    assert "Reserved, waiting for the service" in matter
    assert "Waiting for the provider · Due" in matter
    assert page.buttons()[0] == f"/redemptions/{first}", "what the reader can do comes first"


def test_the_provider_of_a_service_under_way_can_be_called(counter: Counter, read: Read) -> None:
    assert read(counter.owner).tree.xpath("//a[starts-with(@href, 'tel:')]/@href")[0] == "tel:1301"
    counter.reserve(now=clock.now())
    build(
        lambda tx: tx.execute(
            sa.update(Organisation).where(Organisation.id == counter.provider_id).values(phone="0810000001")
        )
    )
    assert "tel:+66810000001" in read(counter.owner).tree.xpath("//main//a/@href")


def test_when_all_is_done_the_way_says_so_and_a_new_one_begins(counter: Counter, read: Read) -> None:
    build(lambda tx: tx.execute(sa.update(Coupon).values(spent_satang=Coupon.limit_satang)))
    page = read(counter.owner)
    assert page.leg == ""
    assert page.words("//*[@class='way__here']") == ["All steps done"]
    assert page.buttons() == ["/applications/"]


def test_a_suspended_business_reads_where_it_stopped(counter: Counter, read: Read) -> None:
    build(lambda tx: tx.execute(sa.update(Sme).values(state=SmeState.SUSPENDED)))
    page = read(counter.owner)
    assert "stopped here" in page.leg
    assert "An approver decides." in page.now
    assert db.session.get_one(Sme, counter.sme_id).state is SmeState.SUSPENDED


def test_the_home_in_thai(db_app: Flask, counter: Counter) -> None:
    page = browser_of(db_app, counter.owner).get("/today?lang=th").text
    for words in ("หน้าแรก", "ใช้คูปอง", "วงเงินคูปองที่เหลือใช้", "ศูนย์บริการ SME ของ สสว."):
        assert words in page, words
