"""A hand scanner at the counter: a keyboard that types what it reads, and Enter."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from flask_security.utils import hash_password
from playwright.sync_api import BrowserContext, Route, expect

from core import clock
from core.database import embedded
from core.db import db, transaction
from coupons.coupons.codes import qr_url
from identity.people.models import Person
from tests.conftest import empty_database
from tests.coupons.counter import open_counter
from tests.journeys.conftest import House
from tests.journeys.test_whole_way import PASSWORD, sign_in


@pytest.fixture
def scanned(house: House, server: embedded.EmbeddedServer) -> Iterator[tuple[str, str]]:
    """The cashier's e-mail, and what the QR of a coupon says; the next walk finds an empty house."""
    with house.app.app_context():
        counter = open_counter(now=clock.now())
        with transaction() as tx:
            tx.execute(sa.update(Person).values(password=hash_password(PASSWORD)))
        email = db.session.scalars(
            sa.select(Person.email).where(Person.id == counter.cashier.person_id)
        ).one()
        found = email, qr_url("localhost", counter.code(), counter.tag())
        db.session.remove()
    yield found
    empty_database(server, house.database)


def test_the_next_scan_replaces_the_one_that_was_refused(
    scanned: tuple[str, str], new_context: Callable[..., BrowserContext]
) -> None:
    email, address = scanned
    till = sign_in(new_context(width=1280).new_page(), email)
    till.goto("/scan")
    code = till.locator("#code")
    expect(code).to_be_focused()
    till.keyboard.type("0000TKRRW6AED60Y\n")
    expect(till.locator(".govuk-error-summary")).to_be_visible()
    till.wait_for_load_state("networkidle")
    expect(code).to_be_focused()
    assert code.evaluate("field => [field.selectionStart, field.selectionEnd]") == [0, 16], "all of it"
    till.keyboard.type(f"{address.split('/')[-2]}\n")
    till.wait_for_url("**/scan/*")


def test_a_scan_that_began_before_the_page_was_whole_is_kept(
    scanned: tuple[str, str], new_context: Callable[..., BrowserContext]
) -> None:
    email, _address = scanned
    till = sign_in(new_context(width=1280).new_page(), email)
    held: list[Route] = []
    till.route("**/scan*.js", lambda route: held.append(route))
    till.goto("/scan", wait_until="commit")
    code = till.locator("#code")
    expect(code).to_be_focused()
    till.keyboard.type("0000TKRRW")
    assert held, "the script of the page"
    for route in held:
        route.continue_()
    till.wait_for_load_state("networkidle")
    till.keyboard.type("6AED60Y")
    expect(code).to_have_value("0000TKRRW6AED60Y")
