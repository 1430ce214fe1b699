"""Counter, result, slip: the owner's phone and the provider's till side by side, from the code to the two slips."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from flask_security.utils import hash_password
from playwright.sync_api import BrowserContext, Page, expect

from core import clock
from core.database import embedded
from core.db import db, transaction
from identity.people.models import Person
from tests.conftest import empty_database
from tests.coupons.counter import open_counter
from tests.journeys.conftest import House
from tests.journeys.test_whole_way import PASSWORD, press, sign_in

NewContext = Callable[..., BrowserContext]
LISTEN = """
const make = AudioContext.prototype.createOscillator
window.notes = 0
AudioContext.prototype.createOscillator = function () { window.notes += 1; return make.call(this) }
window.locks = 0
navigator.wakeLock.request = async () => { window.locks += 1 }
window.shared = []
navigator.share = async (what) => { window.shared.push(what.text) }
window.printed = 0
window.print = () => { window.printed += 1 }
"""
"""What a page sounds, keeps awake, shares and prints is counted instead."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Who stands at the counter, by e-mail, and with what."""

    owner: str
    cashier: str
    coupon_id: int
    code: str


@pytest.fixture
def scene(house: House, server: embedded.EmbeddedServer) -> Iterator[Scene]:
    """A coupon of 100,000 baht and a counter, in a house that is empty before and after."""
    empty_database(server, house.database)
    with house.app.app_context():
        counter = open_counter(now=clock.now())
        with transaction() as tx:
            tx.execute(sa.update(Person).values(password=hash_password(PASSWORD)))
        email = dict(db.session.execute(sa.select(Person.id, Person.email)).all())
        found = Scene(
            email[counter.owner.person_id],
            email[counter.cashier.person_id],
            counter.coupon_id,
            counter.code(),
        )
        db.session.remove()
    yield found
    empty_database(server, house.database)


def _is_whole(page: Page, width: int) -> None:
    """Accessible, and never wider than the screen."""
    found = [each["id"] for each in Axe().run(page).response["violations"]]
    assert found == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url


@pytest.mark.parametrize(("width", "language"), [(320, "th"), (360, "en"), (1280, "th")])
def test_from_the_code_to_the_two_slips(
    scene: Scene, new_context: NewContext, width: int, language: str
) -> None:
    phone = sign_in(new_context(width, language=language).new_page(), scene.owner)
    till = sign_in(new_context(width, language=language).new_page(), scene.cashier)
    for page in (phone, till):
        page.add_init_script(LISTEN)
        _is_whole(page, width)

    phone.locator(f'main a.button[href="/coupons/{scene.coupon_id}/show"]').click()  # one press from home
    expect(phone.locator("[data-awake-says]")).to_be_visible()
    assert phone.evaluate("locks") == 1
    _is_whole(phone, width)

    till.locator('main a.button[href="/scan"]').click()
    till.fill("#code", scene.code)
    press(till, "/scan")
    till.wait_for_url(re.compile(r"/scan/\d+$"))
    till.fill("input[name=price]", "42,000")
    press(till, "/price")

    card = phone.locator("[data-consent-card]")
    for amount in ("42,000", "33,600", "8,400"):
        expect(card).to_contain_text(amount)
    expect(card.locator("h2")).to_be_focused()
    phone.wait_for_function("notes > 0")
    assert "100,000" not in phone.inner_text("main"), "the cashier reads along"
    _is_whole(phone, width)

    press(phone, "/consent")
    phone.wait_for_url(re.compile(r"/slip$"))
    for amount in ("42,000", "33,600", "8,400", "66,400"):
        expect(phone.locator("main")).to_contain_text(amount)
    _is_whole(phone, width)
    _passes_it_on(phone)

    result = till.locator(".shown__done")
    expect(result.locator("h2")).to_be_focused()
    result.locator("a").click()
    till.wait_for_url(re.compile(r"/slip$"))
    expect(till.locator("h1")).to_contain_text("8,400")
    assert "66,400" not in till.inner_text("body")
    _is_whole(till, width)


def _passes_it_on(phone: Page) -> None:
    """Shared and printed, a slip says what it cost; what is left stays with the owner."""
    phone.locator("[data-share]").click()
    (shared,) = phone.evaluate("shared")
    assert "42,000" in shared
    assert "66,400" not in shared
    phone.locator("[data-print]").click()
    assert phone.evaluate("printed") == 1
    phone.emulate_media(media="print")
    expect(phone.locator(".slip__left")).to_be_hidden()
    expect(phone.locator(".slip__paper")).to_be_visible()
    phone.emulate_media(media="screen")
