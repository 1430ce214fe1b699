"""Each key replaced in turn: nobody is locked out, and what was signed before is still known.

An old generation is listed first, a new one is added behind it, and the old one is taken out: three applications
on one database, as processes before, during and after the change.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import Result
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from flask import Flask
from flask.testing import FlaskClient

from core.database import embedded
from core.db import db
from core.settings.keyring import Keyring
from identity.accounts.rules import FREE_GUESSES
from identity.people.models import Person
from tests.conftest import Browser, settings_for
from tests.factories import World, build
from tests.identity.accounts.test_second_factor import give_authenticator

SECRET = "เช้านี้กินข้าวต้มสองชาม"
OLD, BOTH, NEW = (
    "the-key-of-last-year",
    "1:the-key-of-last-year,2:the-key-of-this-year",
    "2:the-key-of-this-year",
)

Under = Callable[[str], Flask]


@pytest.fixture(scope="session")
def processes(server: embedded.EmbeddedServer, database: str) -> Iterator[Under]:
    """The application under a CCS_SECRET_KEY, guarded against forged forms as in production; each made once a run."""
    from app import create_app

    @cache
    def make(keys: str) -> Flask:
        made = create_app(settings_for(database, server, secret_key=Keyring.parse(keys)))
        made.config["TESTING"] = True
        made.test_client_class = Browser
        return made

    yield make
    for keys in (OLD, BOTH, NEW):
        with make(keys).app_context():
            db.engine.dispose()


@pytest.fixture
def under(processes: Under, db_app: Flask) -> Under:
    """Those processes, on an empty database."""
    return processes


@pytest.fixture
def somchai(db_app: Flask, world: World, with_password: Any) -> Person:
    person = build(world.person)
    with_password(person, SECRET)
    return db.session.get_one(Person, person.id)


def token_of(page: Any) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
    assert found, page.text
    return found[1]


def enter(browser: FlaskClient, email: str, password: str = SECRET) -> Any:
    token = token_of(browser.get("/sign-in"))
    return browser.post("/sign-in", data={"email": email, "password": password, "csrf_token": token})


def moved(browser: FlaskClient, to: Flask) -> FlaskClient:
    """The same browser, asking a process with other keys."""
    other = to.test_client()
    for cookie in browser._cookies.values():
        other.set_cookie(cookie.key, cookie.value)
    return other


def code_opens(app: Flask, person: Person, phone: TOTP, ahead: int) -> bool:
    browser = app.test_client()
    assert "/second-factor/code" in enter(browser, person.email).location
    page = browser.get("/second-factor/code")
    code = phone.generate(int(time.time()) + ahead).decode()
    answer = browser.post("/second-factor/code", data={"code": code, "csrf_token": token_of(page)})
    return bool(answer.status_code == 302)


def generation_of(person: Person) -> str:
    db.session.expire_all()
    found = re.search(r'"t":"(\d+)"', db.session.get_one(Person, person.id).tf_totp_secret or "")
    assert found
    return found[1]


def rewrap(app: Flask) -> Result:
    with app.app_context():
        return app.test_cli_runner().invoke(args=["people", "rewrap-authenticators"])


def test_a_session_a_form_and_a_known_device_outlive_a_new_generation(under: Under, somchai: Person) -> None:
    browser = under(OLD).test_client()
    assert enter(browser, somchai.email).status_code == 302
    form = token_of(browser.get("/me"))
    later = moved(browser, under(BOTH))
    assert later.get("/me").status_code == 200
    assert later.post("/sign-out", data={"csrf_token": form}).status_code == 302
    stranger = under(BOTH).test_client()
    for _ in range(FREE_GUESSES):
        enter(stranger, somchai.email, "wrong wrong wrong")
    assert enter(later, somchai.email).status_code == 302


def test_taking_a_generation_out_ends_the_sessions_it_signed(under: Under, somchai: Person) -> None:
    browser = under(OLD).test_client()
    enter(browser, somchai.email)
    assert "/sign-in" in moved(browser, under(NEW)).get("/me").location


def test_a_link_is_signed_by_the_newest_and_read_under_each(under: Under, somchai: Person) -> None:
    from flask_security.recoverable import generate_reset_password_token

    def link(app: Flask) -> str:
        with app.app_context():
            return f"/reset-password/{generate_reset_password_token(db.session.get_one(Person, somchai.id))}"

    def opens(app: Flask, path: str) -> bool:
        answer = app.test_client().get(path)
        return answer.status_code == 200 and 'name="password"' in answer.text

    assert opens(under(BOTH), link(under(OLD)))
    assert opens(under(NEW), link(under(BOTH)))
    assert not opens(under(NEW), link(under(OLD)))


def test_an_authenticator_follows_the_key_when_its_owner_signs_in(under: Under, somchai: Person) -> None:
    phone = give_authenticator(under(OLD), somchai)
    assert code_opens(under(BOTH), somchai, phone, 0)
    assert generation_of(somchai) == "2"
    assert code_opens(under(NEW), somchai, phone, 30)


def test_the_command_brings_all_of_them_over_at_once(under: Under, somchai: Person) -> None:
    phone = give_authenticator(under(OLD), somchai)
    assert rewrap(under(BOTH)).output == "1 wrapped anew, 0 were already.\n"
    assert rewrap(under(BOTH)).output == "0 wrapped anew, 1 were already.\n"
    assert code_opens(under(NEW), somchai, phone, 0)


def test_a_generation_taken_out_too_early_is_a_wrong_code_and_the_command_says_whose(
    under: Under, somchai: Person
) -> None:
    phone = give_authenticator(under(OLD), somchai)
    assert not code_opens(under(NEW), somchai, phone, 0)
    answer = rewrap(under(NEW))
    assert (answer.exit_code, f"of people {somchai.id}" in answer.output) == (1, True)
    assert db.session.scalar(sa.select(Person.tf_totp_secret).where(Person.id == somchai.id))
