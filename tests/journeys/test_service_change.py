"""A provider changes a price range in a browser: the old one is public until an officer has looked, and both sides read so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from flask_security import hash_password
from playwright.sync_api import BrowserContext, Page, expect

from core import clock
from core.db import Tx, db
from core.permissions import Role
from identity.organisations.states import Capacity
from identity.people.models import Person
from tests.factories import PASSWORD, World, build
from tests.journeys.conftest import WORLDS, House, email_of
from tests.journeys.sentences import Reader
from tests.journeys.test_whole_way import no_error, press, sign_in

NewContext = Callable[..., BrowserContext]
PHONE, DESK = (360, 780), (1280, 900)
APPROVED, ASKED, WRONG = "100,000", "150,000", "5,000,000"


@dataclass(frozen=True, slots=True)
class Cast:
    """A provider with one service, its owner, and the officer who decides."""

    provider_id: int
    owner: str
    officer: str


@pytest.fixture
def cast(house: House) -> Cast:
    world = World(now=clock.now(), first=next(WORLDS))

    def make(tx: Tx) -> Cast:
        category = world.category(tx)
        provider = world.provider(tx, category)
        world.service(tx, provider, category, deliverables="รายงานผลทดสอบ")
        owner = world.member(tx, provider.organisation_id, Capacity.PROVIDER)
        officer = world.staff(tx, Role.PROGRAMME_OFFICER)
        tx.execute(sa.update(Person).values(password=hash_password(PASSWORD)))
        tx.session.flush()
        return Cast(provider.organisation_id, email_of(owner), email_of(officer))

    with house.app.app_context():
        made: Cast = build(make)
        db.session.remove()
    return made


@pytest.mark.parametrize("language", ["th", "en"])
def test_a_price_range_waits_for_an_officer_and_the_old_one_holds_meanwhile(
    cast: Cast, new_context: NewContext, language: str
) -> None:
    readers = [Reader("service-change", language, width) for width, _height in (DESK, PHONE)]

    def note(page: Page) -> None:
        for reader, (width, height) in zip(readers, (DESK, PHONE), strict=True):
            page.set_viewport_size({"width": width, "height": height})
            reader.note(page)

    def public_says(*amounts: str) -> None:
        stranger = new_context(*PHONE, language=language).new_page()  # a public page is kept for some seconds
        stranger.goto(f"/directory/providers/{cast.provider_id}")
        note(stranger)
        for amount in amounts:
            expect(stranger.locator("main")).to_contain_text(amount)
        for amount in {APPROVED, ASKED, WRONG}.difference(amounts):
            expect(stranger.locator("main")).not_to_contain_text(amount)

    owner = sign_in(new_context(*PHONE, language=language).new_page(), cast.owner)
    officer = sign_in(new_context(*DESK, language=language).new_page(), cast.officer)

    _ask(owner, cast, WRONG, note)
    public_says(APPROVED)
    _open_what_waits(officer, note)
    expect(officer.locator("main")).to_contain_text(WRONG)
    expect(officer.locator("main")).to_contain_text(APPROVED)
    _refuse(officer)
    note(officer)
    owner.goto("/notices")
    note(owner)
    for path in ("/services", ""):
        owner.goto(f"/providers/{cast.provider_id}{path}")
        note(owner)
        expect(owner.locator("main .notice--bad")).to_contain_text("ราคาสูงเกินไป")
    public_says(APPROVED)

    _ask(owner, cast, ASKED, note)
    _open_what_waits(officer, note)
    expect(officer.locator(".next-action--mine .next-action__due")).to_have_count(1)
    owner.goto(f"/providers/{cast.provider_id}")
    expect(owner.locator(".next-action--waits .next-action__due")).to_have_count(1)
    press(officer, str(officer.locator(_sent_to("approve")).get_attribute("action")))
    expect(officer.locator(".next-action--mine")).to_have_count(0)
    no_error(officer)
    note(officer)
    public_says(ASKED)
    owner.goto("/notices")
    note(owner)
    owner.goto(f"/providers/{cast.provider_id}/services")
    note(owner)
    expect(owner.locator("main")).to_contain_text(ASKED)
    for reader in readers:
        reader.done()


def _ask(page: Page, cast: Cast, price: str, note: Callable[[Page], None]) -> None:
    page.goto(f"/providers/{cast.provider_id}")
    note(page)
    page.locator(f'main a[href="/providers/{cast.provider_id}/services"]').first.click()
    note(page)
    page.locator('main a[href$="/edit"]').first.click()
    note(page)
    page.fill("input[name=price_to]", price)
    with page.expect_navigation():
        page.locator('main form[method="post"] button[type=submit]').last.click()
    no_error(page)
    note(page)
    expect(page.locator("main")).to_contain_text(price)
    expect(page.locator("main")).to_contain_text(APPROVED)


def _open_what_waits(page: Page, note: Callable[[Page], None]) -> None:
    page.goto("/today")
    note(page)
    page.locator('main a[href*="asked=service"]').first.click()
    note(page)
    page.locator('main td a[href^="/providers/"], main .row-card a[href^="/providers/"]').first.click()
    note(page)


def _sent_to(verb: str) -> str:
    """The form that decides so on what waits of a service."""
    return f'form[action*="/change/"][action$="/{verb}"]'


def _refuse(page: Page) -> None:
    fold = page.locator(f"details:has({_sent_to('reject')})")
    fold.locator("summary").click()
    fold.locator("textarea").fill("ราคาสูงเกินไป โปรดแนบใบเสนอราคาเปรียบเทียบ")
    with page.expect_navigation():
        fold.locator("button[type=submit]").click()
    no_error(page)
