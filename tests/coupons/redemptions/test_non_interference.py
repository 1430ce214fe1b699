"""What a provider reads never depends on what is left on a coupon.

Worlds that differ in nothing but an earlier use of the coupon at another counter are visited by the same provider
with the same requests, and its answers are compared byte for byte: status, headers, body. The clock is ours, the ids
begin anew in each world; only the tokens of forms are masked.
"""

from __future__ import annotations

import difflib
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from core import clock
from core.actor import Actor
from core.database.embedded import EmbeddedServer
from core.db import Tx, db
from core.errors import Refused
from core.money import Money
from core.typed.amounts import read_amount
from coupons.coupons.models import Coupon
from coupons.coupons.services.hold_coupon import hold_coupon
from coupons.coupons.services.resume_coupon import resume_coupon
from coupons.coupons.states import CouponState
from coupons.redemptions import views as counter_views
from coupons.redemptions.models import Proposal, Redemption, Scan
from coupons.redemptions.services import consent_to_price as consent_module
from coupons.redemptions.services import scan_coupon as scan_module
from coupons.redemptions.services.consent_to_price import TAP, consent_to_price
from coupons.redemptions.services.lapse_proposals import lapse_proposals
from coupons.redemptions.services.propose_price import propose_price
from coupons.redemptions.services.scan_coupon import scan_coupon
from coupons.redemptions.states import Refusal, ScanOutcome
from identity.organisations.states import Capacity, MemberRole
from identity.people.models import Person
from providers.models import Service
from schemes.models import ServiceCategory
from tests.conftest import empty_database
from tests.coupons import counter as counters
from tests.coupons.counter import Counter, digits_for, open_counter
from tests.crawl import sign_in
from tests.factories import NOW, build

LIMIT = Money.baht(80_000)
SHARE_BP = 8_000
WORLDS = {"plenty": "10000", "one satang": "99999.99", "nothing": "100000"}
"""What is left, and the price that was confirmed at another counter before; the state's share is 80 per cent."""
LEFT = {"plenty": Money.baht(72_000), "one satang": Money(1), "nothing": Money(0)}
TOKENS = re.compile(r'(name="(?:csrf_token|form_token)"[^>]* value=")[^"]*"')
UNCOMPARED = frozenset({"Date", "Set-Cookie"})
BEYOND = Money.baht(150_000).satang
"""The dearest price of the service; its subsidy is more than any of the coupons ever held."""


@dataclass
class Visit:
    """One provider's visit to one world; all that it was answered."""

    app: Flask
    counter: Counter
    now: Any = NOW
    scan_id: int = 0
    proposal_id: int = 0
    heard: list[tuple[Any, ...]] = field(default_factory=list)
    browsers: dict[int | None, FlaskClient] = field(default_factory=dict)

    def browser(self, actor: Actor) -> FlaskClient:
        """The actor's own browser."""
        if actor.person_id not in self.browsers:
            client = self.app.test_client()
            sign_in(client, db.session.get_one(Person, actor.person_id), None)
            self.browsers[actor.person_id] = client
        return self.browsers[actor.person_id]

    def ask(self, method: str, url: str, actor: Actor | None = None, **more: Any) -> Any:
        """One request of the provider's, and what is kept of its answer."""
        answer = self.browser(actor or self.counter.cashier).open(url, method=method, **more)
        headers = sorted((name, value) for name, value in answer.headers.items() if name not in UNCOMPARED)
        body = TOKENS.sub(r'\1"', answer.text)
        if "Content-Length" in answer.headers:
            assert int(answer.headers["Content-Length"]) == len(answer.data)
        self.heard.append((method, url, answer.status_code, headers, body))
        return answer

    def scan(self, code: str) -> None:
        """Scan or type; a good one becomes the scan at hand."""
        answer = self.ask("POST", "/scan", data={"code": code})
        if answer.status_code == 303:
            self.scan_id = int(answer.location.rsplit("/", 1)[1])

    def name_price(self, price: Money) -> bool:
        """Whether the price went out."""
        data = {"service": self.counter.service_id, "price": str(price)}
        answer = self.ask("POST", f"/scan/{self.scan_id}/price", data=data)
        if answer.status_code == 303:
            self.proposal_id = int(answer.location.rsplit("/", 1)[1])
        return bool(answer.status_code == 303)

    def type_digits(self, digits: str) -> None:
        """Six digits that nobody read out."""
        url = f"/proposals/{self.proposal_id}/consent-by-code"
        for accept in ("text/html", "application/json"):
            self.ask("POST", url, data={"digits": digits}, headers={"Accept": accept})

    def wrong_digits(self, rng: random.Random) -> str:
        """Never those that the owner would have read out."""
        drawn = [f"{rng.randrange(1_000_000):06d}" for _ in range(4)]
        if not self.proposal_id:
            return drawn[0]
        near = {
            digits_for(self.proposal_id, now=self.now + timedelta(seconds=60 * step)) for step in (-1, 0, 1)
        }
        return next(each for each in drawn if each not in near)

    def look(self) -> None:
        """The page that waits, and what its script asks."""
        for suffix in ("", "/news", "/fragment"):
            self.ask("GET", f"/proposals/{self.proposal_id}{suffix}")


def _bisect(visit: Visit) -> None:
    """The attack that once found a balance: 17 prices in four scans, each going where the last answer points."""
    low, high = 1, BEYOND
    for number in range(17):
        if number % 5 == 0:
            visit.scan(f"{visit.counter.code()}")
        middle = (low + high) // 2
        went_out = visit.name_price(Money(middle))
        low, high = (middle, high) if went_out else (low, middle)
        _owner(visit, "consent")
        visit.look()


def _owner(visit: Visit, act: str) -> None:
    """The owner answers through the browser. A tap is tried only where money alone is lacking: it must change nothing."""
    if not visit.proposal_id or (act == "consent" and not _lacks_only_money(visit)):
        return
    phone = visit.browser(visit.counter.owner)
    answer = phone.post(f"/proposals/{visit.proposal_id}/{act}")
    assert answer.status_code in (303, 409), answer.text


def _lacks_only_money(visit: Visit) -> bool:
    proposal = db.session.get_one(Proposal, visit.proposal_id, populate_existing=True)
    coupon = visit.counter.coupon()
    return coupon.state is CouponState.ISSUED and Money(proposal.subsidy_satang) > coupon.remaining


def _hold_or_resume(visit: Visit) -> None:
    verb = hold_coupon if visit.counter.coupon().state is CouponState.ISSUED else resume_coupon
    verb(visit.counter.coupon_id, "ตรวจสอบ", actor=visit.counter.approver, now=visit.now)


def _wander(visit: Visit, rng: random.Random, steps: int) -> None:
    """Whatever a provider may do, in an order that the seed gives; the owner's and the officers' acts between."""
    cast = visit.counter
    owner = _boss(visit)
    everywhere = ("/redemptions/", "/redemptions/?format=csv", "/today", "/payables/mine", "/notices")
    acts: list[Callable[[], object]] = [
        lambda: visit.scan(cast.code()),
        lambda: visit.scan(f"HTTPS://X/C/{cast.code()}/{cast.tag()}"),
        lambda: visit.scan(cast.code()[:-1] + "0"),
        lambda: visit.name_price(Money(int(10 ** rng.uniform(0, 7.4)))),
        lambda: visit.name_price(Money(rng.randrange(1, BEYOND))),
        lambda: visit.ask("GET", f"/scan/{visit.scan_id}"),
        lambda: visit.ask(
            "GET", f"/scan/{visit.scan_id}/figures", query_string={"price": str(Money(rng.randrange(BEYOND)))}
        ),
        lambda: visit.type_digits(visit.wrong_digits(rng)),
        lambda: visit.type_digits(rng.choice(("", "12345", "1234567", "ก๑๒๓๔๕"))),
        visit.look,
        visit.look,
        lambda: [visit.ask("GET", url, actor) for url in everywhere for actor in (cast.cashier, owner)],
        lambda: visit.ask("POST", f"/proposals/{visit.proposal_id}/withdraw"),
        lambda: _owner(visit, "decline"),
        lambda: _owner(visit, "consent"),
        lambda: lapse_proposals(now=visit.now),
        lambda: _hold_or_resume(visit),
    ]
    for _ in range(steps):
        visit.now += timedelta(seconds=rng.choice((1, 7, 40, 200)))
        rng.choice(acts)()


def _boss(visit: Visit) -> Actor:
    member: Actor = build(
        lambda tx: visit.counter.world.member(
            tx, visit.counter.provider_id, Capacity.PROVIDER, MemberRole.OWNER
        )
    )
    return member


def _world(earlier: Money) -> Counter:
    """A counter whose coupon was used once before, elsewhere."""
    counters._NUMBERS = iter(range(1, 10_000))
    cast = open_counter(limit=LIMIT, share_bp=SHARE_BP)

    def make(tx: Tx) -> tuple[Actor, int]:
        category = tx.get(ServiceCategory, cast.category_id)
        elsewhere = cast.world.provider(tx, category)
        wide = sa.update(Service).values(price_from_satang=1, price_to_satang=BEYOND)
        service = cast.world.service(tx, elsewhere, category)
        tx.execute(wide)
        return cast.world.member(
            tx, elsewhere.organisation_id, Capacity.PROVIDER, MemberRole.MEMBER
        ), service.id

    cashier, service_id = build(make)
    scanned = scan_coupon(cast.code(), actor=cashier, now=NOW)
    proposed = propose_price(scanned.scan_id, service_id, earlier, actor=cashier, now=NOW)
    assert consent_to_price(proposed.proposal_id, TAP, actor=cast.owner, now=NOW).redemption_id
    return cast


class Visits:
    """Makes one world after another, each in the emptied database with ids from one on."""

    def __init__(self, app: Flask, patch: pytest.MonkeyPatch, anew: Callable[[], None]) -> None:
        self.app, self.patch, self.anew = app, patch, anew

    def heard(self, world: str, steps: int) -> list[tuple[Any, ...]]:
        """All that the provider is answered in one world."""
        self.anew()
        cast = _world(read_amount(WORLDS[world]))
        assert cast.coupon().remaining == LEFT[world]
        visit = Visit(self.app, cast)
        self.patch.setattr(clock, "now", lambda: visit.now)
        _bisect(visit)
        _wander(visit, random.Random(2569), steps)
        return visit.heard


@pytest.fixture
def visits(
    db_app: Flask, server: EmbeddedServer, database: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Visits]:
    """Ids go on where they were when all is done: a scene of another test has some of these (tests/kept_scenes.py)."""
    asked = "SELECT format('%I', sequencename), last_value FROM pg_sequences"
    with psycopg.connect(server.url("postgres", database), autocommit=True) as connection:
        before = connection.execute(asked).fetchall()

        def anew() -> None:
            db.session.rollback()
            db.session.remove()
            empty_database(server, database)
            for name, _ in before:
                connection.execute(f"ALTER SEQUENCE {name} RESTART")

        yield Visits(db_app, monkeypatch, anew)
        for name, last in before:
            connection.execute("SELECT setval(%s, %s)", [name, last or 1])


def test_a_provider_reads_the_same_whatever_is_left_on_the_coupon(visits: Visits) -> None:
    heard = {world: visits.heard(world, steps=90) for world in WORLDS}
    for world in ("one satang", "nothing"):
        for place, (there, here) in enumerate(zip(heard["plenty"], heard[world], strict=True)):
            assert there == here, _difference(world, place, there, here)
    kinds = {
        (method, re.sub(r"\d+", "#", url).partition("?")[0], status)
        for method, url, status, *_ in heard["nothing"]
    }
    assert {
        ("POST", "/scan/#/price", 303),
        ("POST", "/scan", 303),
        ("POST", "/proposals/#/consent-by-code", 409),
    } <= kinds


def _difference(world: str, place: int, there: tuple[Any, ...], here: tuple[Any, ...]) -> str:
    lines = difflib.unified_diff(
        *(repr(each).replace("\\n", "\n").splitlines() for each in (there, here)), n=0
    )
    return "\n".join([f"with {world} left, answer {place}:", *lines])


def _spent_scan(patch: pytest.MonkeyPatch) -> None:
    """A scan that says that nothing is left."""
    judge = scan_module._judge

    def leaky(tx: Tx, *rest: Any) -> Any:
        outcome, coupon_id = judge(tx, *rest)
        if coupon_id and not tx.get(Coupon, coupon_id).remaining:
            return ScanOutcome.SPENT, coupon_id
        return outcome, coupon_id

    patch.setattr(scan_module, "_judge", leaky)


def _refused_price(patch: pytest.MonkeyPatch) -> None:
    """A price that is refused where it is named."""

    def leaky(scan_id: int, service_id: int, price: Money, **more: Any) -> Any:
        coupon = db.session.get_one(Coupon, db.session.get_one(Scan, scan_id).coupon_id)
        if price.share(coupon.share_bp) > coupon.remaining:
            raise Refused(Refusal.NOT_ENOUGH_LEFT)
        return propose_price(scan_id, service_id, price, **more)

    patch.setattr(counter_views, "propose_price", leaky)


def _closed_by_a_tap(patch: pytest.MonkeyPatch) -> None:
    """A price that ends when the owner learns that the money is not enough."""
    patch.setattr(consent_module, "_ATTEMPTS", consent_module._ATTEMPTS - {Refusal.NOT_ENOUGH_LEFT})


@pytest.mark.parametrize("leak", [_spent_scan, _refused_price, _closed_by_a_tap])
def test_negative_control_each_old_leak_is_heard(
    visits: Visits, monkeypatch: pytest.MonkeyPatch, leak: Callable[[pytest.MonkeyPatch], None]
) -> None:
    leak(monkeypatch)
    assert visits.heard("plenty", steps=20) != visits.heard("nothing", steps=20)


def test_the_owner_reads_what_is_left_and_what_would_fit_and_no_digits(visits: Visits) -> None:
    visits.anew()
    cast = _world(read_amount("60000"))
    visits.patch.setattr(clock, "now", lambda: NOW)
    visit = Visit(visits.app, cast)
    visit.scan(cast.code())
    assert visit.name_price(Money.baht(60_000))
    page = visit.browser(cast.owner).get(f"/coupons/{cast.coupon_id}").text
    left, fits = Money.baht(32_000), Money.baht(40_000)
    assert fits.share(SHARE_BP) == left < (fits + Money.baht(1)).share(SHARE_BP)
    card = page[
        page.index("data-consent-card") : page.index(f'action="/proposals/{visit.proposal_id}/decline"')
    ]
    assert left.short() in card
    assert fits.short() in card
    assert "/consent" not in page
    assert not re.search(r"\d{3} \d{3}</strong>", page)
    said = visit.browser(cast.owner).post(
        f"/proposals/{visit.proposal_id}/consent", headers={"Accept": "application/json"}
    )
    assert (said.status_code, said.json["refusal"], said.json["state"]) == (409, "not_enough_left", "open")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Redemption)) == 1


def test_the_right_digits_of_a_price_that_no_longer_fits_count_as_wrong_ones(visits: Visits) -> None:
    visits.anew()
    cast = _world(read_amount("10000"))
    visits.patch.setattr(clock, "now", lambda: NOW)
    visit = Visit(visits.app, cast)
    visit.scan(cast.code())
    assert visit.name_price(Money.baht(80_000))
    first, digits = visit.proposal_id, digits_for(visit.proposal_id)
    other = cast.propose(Money.baht(70_000), service_id=cast.another_service())
    assert visit.browser(cast.owner).post(f"/proposals/{other}/consent").status_code == 303
    visit.type_digits(digits)
    _method, _url, status, _headers, body = visit.heard[-1]
    assert status == 409
    assert Refusal.WRONG_CODE.value in body
    db.session.expire_all()
    assert db.session.get_one(Proposal, first).wrong_codes == 2, "once in HTML, once in JSON"
    phone = visit.browser(cast.owner).get(f"/coupons/{cast.coupon_id}").text
    assert Money.baht(16_000).short() in phone, "what is left"
    assert f"/proposals/{first}/consent" not in phone
