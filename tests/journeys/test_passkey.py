"""A passkey is an officer's second factor: made in a real browser, asked for at the next sign-in, and not to be done without."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from flask_security import hash_password
from playwright.sync_api import BrowserContext, Page, expect

from core.db import db, transaction
from core.permissions import Role
from identity.people.models import Person
from tests.factories import PASSWORD, World
from tests.journeys.conftest import GUNICORN, House, free_port, served

NewContext = Callable[..., BrowserContext]
FIRST_NUMBER = 900_001
"""Far from the numbers of the other worlds in this database."""
KEY_NAME = "กุญแจที่สำนักงาน"
"""With vowels above, tone marks and ำ: what the page itself gives as an example."""
WORK = "/batches"
IN_A_PHONE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
"""An authenticator that is always there, and whose owner always says yes."""


@pytest.fixture
def strict_url(house: House, tmp_path: Path) -> Iterator[str]:
    """The same database behind a server that waives nobody's second factor."""
    port = free_port()
    settings = replace(
        house.app.installation.settings, second_factor_waived=False, public_host=f"LOCALHOST:{port}"
    )
    with served(settings, port, tmp_path / "log", GUNICORN):
        yield f"http://localhost:{port}"


@pytest.fixture
def officer(house: House) -> Iterator[Person]:
    """A finance officer with a password and nothing more."""
    with house.app.app_context():
        with transaction() as tx:
            actor = World(first=FIRST_NUMBER + tx.session.query(Person).count()).staff(
                tx, Role.FINANCE_OFFICER
            )
            tx.execute(
                sa.update(Person).where(Person.id == actor.person_id).values(password=hash_password(PASSWORD))
            )
        yield db.session.get_one(Person, actor.person_id)
        db.session.remove()


def carry_authenticator(page: Page) -> None:
    """Put the authenticator into this browser."""
    wire = page.context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    wire.send("WebAuthn.addVirtualAuthenticator", {"options": IN_A_PHONE})


def give_password(page: Page, url: str, email: str) -> None:
    page.goto(f"{url}/sign-in")
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", PASSWORD)
    with page.expect_navigation():
        page.click("main form button[type=submit]")


def place(page: Page) -> str:
    return urlsplit(page.url).path


def is_let_in(page: Page, url: str) -> bool:
    page.goto(f"{url}{WORK}")
    return place(page) == WORK


@pytest.mark.parametrize("language", ["th", "en"])
def test_an_officer_works_with_her_passkey_and_not_without(
    strict_url: str, officer: Person, new_context: NewContext, language: str
) -> None:
    page = new_context(width=360, language=language).new_page()
    page.context.add_cookies([{"name": "lang", "value": language, "url": strict_url}])
    carry_authenticator(page)

    give_password(page, strict_url, officer.email)
    assert not is_let_in(page, strict_url), "a password alone is not enough for staff"

    page.goto(f"{strict_url}/passkeys")
    page.fill("input[name=name]", KEY_NAME)
    with page.expect_navigation(url="**/me*"):
        page.locator('main form[action$="/passkeys"] button[type=submit]').click()
    expect(page.locator("main")).to_contain_text(KEY_NAME)
    assert is_let_in(page, strict_url)

    page.click("details.who summary")
    with page.expect_navigation():
        page.click('form[action="/sign-out"] button')
    give_password(page, strict_url, officer.email)
    assert place(page) == "/passkeys/sign-in", page.inner_text("main")
    assert not is_let_in(page, strict_url), "the password is only half of the sign-in"
    give_password(page, strict_url, officer.email)
    with page.expect_navigation(url="**/today"):
        page.locator('main form[action*="/passkeys/sign-in"] button[type=submit]').click()
    assert is_let_in(page, strict_url)

    thief = new_context(width=360, language=language).new_page()
    thief.context.add_cookies([{"name": "lang", "value": language, "url": strict_url}])
    carry_authenticator(thief)
    give_password(thief, strict_url, officer.email)
    thief.locator('main form[action*="/passkeys/sign-in"] button[type=submit]').click()
    thief.locator("[data-passkey-problem]:not([hidden])").wait_for()
    assert not is_let_in(thief, strict_url), "the password without her passkey opens nothing"
