"""The second factor that staff must have."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from flask import Flask
from flask.testing import FlaskClient

from core import clock
from core.db import db, transaction
from identity.accounts.rules import FREE_GUESSES
from identity.people.models import Person
from tests.identity.conftest import SignIn
from tests.identity.sessions import SECRET


def give_authenticator(app: Flask, person: Person) -> TOTP:
    """Set the app up as the page does, and answer what its phone would compute."""
    factory = app.extensions["security"]._totp_factory
    secret = factory.generate_totp_secret()
    with transaction() as tx:
        row = tx.get(Person, person.id)
        row.tf_primary_method, row.tf_totp_secret = "authenticator", secret
    import base64

    key = factory.get_totp_b32_key(secret) if hasattr(factory, "get_totp_b32_key") else ""
    return TOTP(base64.b32decode(key + "=" * (-len(key) % 8)), 6, SHA1(), 30, enforce_key_length=False)


def code_of(phone: TOTP, ahead: int = 0) -> str:
    return phone.generate(int(time.time()) + ahead).decode()


def password(browser: FlaskClient, person: Person) -> Any:
    return browser.post("/sign-in", data={"email": person.email, "password": SECRET})


def test_staff_without_one_reach_only_their_account(strict: Flask, officer: Person, sign_in: SignIn) -> None:
    browser = sign_in(officer.id)
    for path in ("/today", "/bank-accounts", "/organisations/1/members", "/notices"):
        answer = browser.get(path)
        assert answer.status_code in (302, 403), path
        assert answer.status_code == 403 or "/me" in answer.location, path
    assert "แอปยืนยันตัวตน" in browser.get("/me").text
    assert browser.get("/second-factor").status_code == 200
    assert browser.post("/bank-accounts/1/verify").status_code in (302, 403)


def test_the_demonstration_says_openly_that_it_waives_it(officer: Person, sign_in: SignIn) -> None:
    assert "ยกเว้นการยืนยันตัวตนขั้นที่สอง" in sign_in(officer.id).get("/bank-accounts").text


def test_an_authenticator_is_set_up_and_then_asked_for(
    strict: Flask, officer: Person, sign_in: SignIn
) -> None:
    browser = sign_in(officer.id)
    page = browser.post("/second-factor", data={"setup": "authenticator"})
    assert "data:image/svg+xml;base64," in page.text
    with browser.session_transaction() as session:
        secret = session["tf_totp_secret"]
    import base64
    import re

    factory = strict.extensions["security"]._totp_factory
    key = factory.get_totp_b32_key(secret)
    phone = TOTP(base64.b32decode(key + "=" * (-len(key) % 8)), 6, SHA1(), 30, enforce_key_length=False)
    action = re.search(r'action="(/second-factor/[^"]+)"', page.text)
    assert action
    assert browser.post(action[1], data={"code": "000000"}).status_code == 302
    page = browser.post(
        "/second-factor", data={"setup": "authenticator"}
    )  # the phone keeps the key it was shown
    action = re.search(r'action="(/second-factor/[^"]+)"', page.text)
    assert action
    assert browser.post(action[1], data={"code": code_of(phone)}).status_code == 302
    assert browser.get("/bank-accounts").status_code == 200

    fresh = strict.test_client()
    assert "/second-factor/code" in password(fresh, officer).location
    assert "/sign-in" in fresh.get("/me").location
    assert fresh.post("/second-factor/code", data={"code": code_of(phone, 30)}).location == "/today"
    assert fresh.get("/bank-accounts").status_code == 200


def test_a_code_is_good_once(strict: Flask, officer: Person) -> None:
    phone = give_authenticator(strict, officer)
    code = code_of(phone)
    first, second = strict.test_client(), strict.test_client()
    password(first, officer)
    assert first.post("/second-factor/code", data={"code": code}).status_code == 302
    password(second, officer)
    assert "รหัสไม่ถูกต้อง" in second.post("/second-factor/code", data={"code": code}).text


def test_a_code_typed_in_thai_digits_is_the_same_code(strict: Flask, officer: Person) -> None:
    phone, browser = give_authenticator(strict, officer), strict.test_client()
    password(browser, officer)
    code = code_of(phone).translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    typed = f"{code[:3]} {code[3:]}"
    assert browser.post("/second-factor/code", data={"code": typed}).location == "/today"


def test_codes_cannot_be_guessed_on_and_on(strict: Flask, officer: Person) -> None:
    phone = give_authenticator(strict, officer)
    browser = strict.test_client()
    password(browser, officer)
    for _ in range(FREE_GUESSES):
        browser.post("/second-factor/code", data={"code": "000000"})
    answer = browser.post("/second-factor/code", data={"code": code_of(phone)})
    assert "ใส่รหัสผิดหลายครั้งเกินไป" in answer.text


def test_a_recovery_code_is_good_once(strict: Flask, officer: Person, sign_in: SignIn) -> None:
    give_authenticator(strict, officer)
    import re

    page = sign_in(officer.id).post("/recovery-codes", data={"generate_new_codes": "1"})
    codes = re.findall(r"<code>([0-9a-z-]{19})</code>", page.text)
    assert len(codes) == 10
    kept = db.session.scalar(sa.select(Person.mf_recovery_codes).where(Person.id == officer.id))
    assert codes[0] not in kept
    for expected in (302, 200):
        browser = strict.test_client()
        password(browser, officer)
        assert (
            browser.post("/second-factor/recovery", data={"code": codes[0].upper()}).status_code == expected
        )


def test_a_lost_phone_is_no_reason_to_send_a_letter(strict: Flask, officer: Person) -> None:
    give_authenticator(strict, officer)
    browser = strict.test_client()
    password(browser, officer)
    browser.post("/second-factor/lost", data={"help_setup": "email"})
    browser.post("/second-factor/lost", data={"help_setup": "help"})
    from core.mail.models import OutboundMail

    assert not db.session.scalar(sa.select(sa.func.count()).select_from(OutboundMail))


def test_staff_are_never_kept_signed_in(strict: Flask, officer: Person) -> None:
    phone = give_authenticator(strict, officer)
    browser = strict.test_client()
    browser.post("/sign-in", data={"email": officer.email, "password": SECRET, "remember": "y"})
    browser.post("/second-factor/code", data={"code": code_of(phone)})
    assert not [cookie for cookie in browser._cookies.values() if cookie.key == "remember_token"]


@pytest.mark.parametrize(("minutes", "is_in_time"), [(9, True), (11, False)])
def test_the_second_factor_is_given_within_ten_minutes_of_the_password(
    strict: Flask, officer: Person, monkeypatch: pytest.MonkeyPatch, minutes: int, is_in_time: bool
) -> None:
    phone, browser = give_authenticator(strict, officer), strict.test_client()
    browser.get("/sign-in?lang=en")
    now = clock.now()
    with monkeypatch.context() as earlier:
        earlier.setattr(clock, "now", lambda: now - timedelta(minutes=minutes))
        password(browser, officer)
    answer = browser.post("/second-factor/code?next=/coupons", data={"code": code_of(phone)})
    if is_in_time:
        assert answer.location == "/coupons"
        return
    assert answer.location == "/sign-in?next=%2Fcoupons"
    page = browser.get(answer.location).text
    assert "You entered your password more than 10 minutes ago. Sign in again." in page
    assert "/sign-in" in browser.get("/me").location
