"""Signing in, and guessing: nobody learns who has an account, nobody locks out another."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import quote_plus

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from core import clock
from core.audit.models import AuditEvent
from core.db import db, transaction
from core.mail.models import OutboundMail
from identity.accounts.models import SignInAttempt
from identity.accounts.rules import FREE_GUESSES, FREE_GUESSES_KNOWN
from identity.people.models import Person
from tests.factories import World, build
from tests.identity.conftest import answer_mail_requests

SECRET = "เช้านี้กินข้าวต้มสองชาม"


@pytest.fixture
def somchai(db_app: Flask, world: World, with_password: Any) -> str:
    person = build(world.person)
    with_password(person, SECRET)
    return str(person.email)


def enter(browser: FlaskClient, email: str, password: str) -> Any:
    return browser.post("/sign-in", data={"email": email, "password": password})


def problem(answer: Any) -> str:
    found = re.search(r'govuk-error-summary__list">(.*?)</ul>', answer.text, re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split()) if found else ""


def fail(browser: FlaskClient, email: str, times: int) -> None:
    for _ in range(times):
        enter(browser, email, "wrong wrong wrong")


def test_the_right_password_opens(somchai: str, client: FlaskClient) -> None:
    answer = enter(client, f" {somchai.upper()} ", SECRET)
    assert answer.status_code == 302
    assert answer.location == "/today"
    assert client.get("/me").status_code == 200
    assert db.session.scalar(sa.select(AuditEvent.name)) == "person.signed_in"


@pytest.mark.parametrize("wanted", ["http://[::1", "//[", "\\\\[", "/\t/[", "/\u200b/["])
@pytest.mark.parametrize("path", ["/sign-in", "/confirm-password", "/second-factor/code"])
def test_a_next_page_that_is_no_address_is_not_followed(
    path: str, wanted: str, somchai: str, client: FlaskClient
) -> None:
    enter(client, somchai, SECRET)
    for sent in (
        client.get(path, query_string={"next": wanted}),
        client.post(path, data={"next": wanted, "email": somchai, "password": SECRET}),
        client.post(path, query_string={"next": wanted}, data={"email": somchai, "password": SECRET}),
    ):
        assert sent.status_code < 500
        assert "[" not in (sent.location or "")


def test_signing_out_ends_the_session(somchai: str, client: FlaskClient) -> None:
    enter(client, somchai, SECRET)
    client.post("/sign-out")
    assert "/sign-in" in client.get("/me").location


def test_an_unknown_e_mail_gets_the_same_answer_as_a_wrong_password(somchai: str, db_app: Flask) -> None:
    known = enter(db_app.test_client(), somchai, "wrong wrong wrong")
    unknown = enter(db_app.test_client(), "nobody@example.test", "wrong wrong wrong")
    assert known.status_code == unknown.status_code
    assert problem(known) == problem(unknown) == "อีเมลหรือรหัสผ่านไม่ถูกต้อง"


@pytest.mark.parametrize("whose", ["known", "unknown"])
def test_guessing_has_to_wait(whose: str, somchai: str, client: FlaskClient) -> None:
    email = somchai if whose == "known" else "nobody@example.test"
    fail(client, email, FREE_GUESSES)
    assert "1 นาที" in problem(enter(client, email, SECRET))


def test_the_wait_ends_by_itself(somchai: str, client: FlaskClient) -> None:
    fail(client, somchai, FREE_GUESSES)
    with transaction() as tx:
        tx.execute(sa.update(SignInAttempt).values(at=clock.now() - timedelta(minutes=2)))
    assert enter(client, somchai, SECRET).status_code == 302


def test_strangers_cannot_lock_out_a_known_device(somchai: str, db_app: Flask) -> None:
    own, stranger = db_app.test_client(), db_app.test_client()
    enter(own, somchai, SECRET)
    own.post("/sign-out")
    fail(stranger, somchai, FREE_GUESSES + 3)
    assert "นาที" in problem(enter(stranger, somchai, SECRET))
    assert enter(own, somchai, SECRET).status_code == 302


def test_a_known_device_has_its_own_limit(somchai: str, client: FlaskClient) -> None:
    enter(client, somchai, SECRET)
    client.post("/sign-out")
    fail(client, somchai, FREE_GUESSES_KNOWN)
    assert "นาที" in problem(enter(client, somchai, SECRET))


def test_another_accounts_device_cookie_is_worth_nothing(
    somchai: str, world: World, with_password: Any, client: FlaskClient
) -> None:
    other = build(world.person)
    with_password(other, SECRET)
    enter(client, other.email, SECRET)
    client.post("/sign-out")
    for cookie in list(client._cookies.values()):
        if cookie.key.startswith("device_"):
            from identity.accounts.views.security.devices import digest

            client.set_cookie(f"device_{digest('account', somchai).hex()[:12]}", cookie.value)
    fail(client, somchai, FREE_GUESSES)
    assert "นาที" in problem(enter(client, somchai, SECRET))


def test_attempts_name_nobody(somchai: str, client: FlaskClient) -> None:
    fail(client, somchai, 1)
    row = db.session.scalars(sa.select(SignInAttempt)).one()
    assert somchai.encode() not in row.account
    assert row.failed


def test_a_closed_account_stays_shut(somchai: str, client: FlaskClient) -> None:
    with transaction() as tx:
        tx.execute(sa.update(Person).values(active=False))
    assert enter(client, somchai, SECRET).status_code == 200


def test_signing_out_everywhere_ends_other_browsers(somchai: str, db_app: Flask) -> None:
    phone, desk = db_app.test_client(), db_app.test_client()
    enter(phone, somchai, SECRET)
    enter(desk, somchai, SECRET)
    assert desk.post("/me/sign-out-everywhere").status_code == 303
    assert "/sign-in" in phone.get("/me").location


def test_registering_confirms_the_e_mail_first(db_app: Flask, client: FlaskClient) -> None:
    form = {
        "full_name": "สมศรี 😀 ทดสอบ",
        "email": "Somsri@Example.com",
        "password": SECRET,
        "password_confirm": SECRET,
    }
    assert client.post("/register", data=form).status_code == 302
    mail = db.session.scalars(sa.select(OutboundMail)).one()
    assert mail.to_address == "somsri@example.com"
    assert "สมศรี" in mail.body
    assert "โปรดยืนยันอีเมลก่อน" in problem(enter(client, "somsri@example.com", SECRET))
    link = re.search(r"http://[^/]+(/confirm-email/\S+)", mail.body)
    assert link
    client.get(link[1])
    assert enter(client, "somsri@example.com", SECRET).status_code == 302


def test_what_is_no_e_mail_address_is_said_so_and_kept(client: FlaskClient) -> None:
    page = client.post("/register?lang=en", data={"full_name": "สมศรี ใจดี", "email": "somsri-example.com"})
    assert "Enter your e-mail address." not in page.text
    assert "The e-mail address needs an @" in page.text
    assert 'value="somsri-example.com"' in page.text
    assert "Enter your e-mail address." in client.post("/register?lang=en", data={"email": ""}).text


INVITED = "/invitations/of-a-new-member"


def _registered(browser: FlaskClient, query: str) -> tuple[str, str]:
    """Register; returns where it leads, and the link of the e-mail."""
    form = {"full_name": "สมศรี ใจดี", "email": "somsri@example.com"}
    answer = browser.post(f"/register{query}", data=form | {"password": SECRET, "password_confirm": SECRET})
    mail = db.session.scalars(sa.select(OutboundMail).order_by(OutboundMail.id.desc()).limit(1)).one()
    link = re.search(r"http://[^/]+(/confirm-email/\S+)", mail.body)
    assert link
    return str(answer.location), link[1]


def test_the_link_of_an_e_mail_goes_on_where_one_was_going_on_any_device(db_app: Flask) -> None:
    desk, phone = db_app.test_client(), db_app.test_client()
    sign_in = desk.get(INVITED).location
    register = re.search(r'href="(/register[^"]*)"', desk.get(sign_in).text)
    assert register
    _, link = _registered(desk, register[1].removeprefix("/register"))
    opened = phone.get(link).location
    assert opened == f"/sign-in?next={quote_plus(INVITED)}"
    page = html.document_fromstring(phone.get(opened).text)
    typed = {"email": "Somsri@Example.com\u200b", "password": SECRET}
    sent = dict(page.forms[-1].form_values()) | typed
    assert phone.post(page.forms[-1].action, data=sent).location == INVITED


def test_a_link_opened_twice_leads_to_sign_in_the_second_time_too(db_app: Flask) -> None:
    _, link = _registered(db_app.test_client(), "")
    assert db_app.test_client().get(link).location == "/sign-in"
    again = db_app.test_client().get(link)
    assert again.location == "/sign-in"


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example/", "/" + "a" * 600])
def test_the_link_carries_no_address_that_is_not_ours(wanted: str, db_app: Flask) -> None:
    _, link = _registered(db_app.test_client(), "")
    assert db_app.test_client().get(f"{link}?next={quote_plus(wanted)}").location == "/sign-in"


def test_an_address_too_long_for_an_e_mail_is_left_out(db_app: Flask) -> None:
    _, link = _registered(db_app.test_client(), f"?next=/{'a' * 600}")
    assert "next" not in link


def test_registering_a_known_e_mail_looks_like_registering_a_new_one(
    somchai: str, client: FlaskClient
) -> None:
    form = {"full_name": "ใครก็ได้ ใจดี", "password": SECRET, "password_confirm": SECRET}
    known = client.post("/register", data=form | {"email": somchai})
    new = client.post("/register", data=form | {"email": "new@example.com"})
    assert (known.status_code, known.location) == (new.status_code, new.location)
    letters = {mail.to_address: mail.body for mail in db.session.scalars(sa.select(OutboundMail))}
    assert "มีบัญชีผู้ใช้อยู่แล้ว" in letters[somchai]
    assert set(letters) == {somchai, "new@example.com"}


def test_a_short_password_is_refused_in_words(db_app: Flask, client: FlaskClient) -> None:
    form = {"full_name": "ก", "email": "k@example.com", "password": "short", "password_confirm": "short"}
    answer = client.post("/register", data=form)
    assert "รหัสผ่านต้องมีอย่างน้อย 10\u00a0ตัวอักษร" in answer.text
    assert "k@example.com" in answer.text


def test_a_megabyte_of_name_is_refused(db_app: Flask, client: FlaskClient) -> None:
    form = {
        "full_name": "ก" * 350_000,
        "email": "k@example.com",
        "password": SECRET,
        "password_confirm": SECRET,
    }
    answer = client.post("/register", data=form)
    assert answer.status_code == 200
    assert "300" in problem(answer)


def test_letters_to_one_address_are_few(somchai: str, client: FlaskClient) -> None:
    for _ in range(FREE_GUESSES + 3):
        answer = client.post("/reset-password", data={"email": somchai})
    assert "ส่งอีเมลไปยังที่อยู่นี้แล้ว" in problem(answer)
    answer_mail_requests()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(OutboundMail)) == FREE_GUESSES


def test_an_open_redirect_is_not_followed(somchai: str, db_app: Flask) -> None:
    for wanted in ("https://evil.example/", "//evil.example/", "/\\evil.example/"):
        data = {"email": somchai, "password": SECRET, "next": wanted}
        answer = db_app.test_client().post("/sign-in", query_string={"next": wanted}, data=data)
        assert (answer.status_code, answer.location) == (302, "/today")


@pytest.mark.parametrize("asked_at", ["/reset-password", "/confirm-email"])
def test_an_e_mail_asked_for_at_sign_in_goes_on_where_one_was_going(
    asked_at: str, somchai: str, db_app: Flask
) -> None:
    if asked_at == "/confirm-email":
        with transaction() as tx:
            tx.execute(sa.update(Person).values(confirmed_at=None))
    desk, phone = db_app.test_client(), db_app.test_client()
    sign_in = desk.get(INVITED).location
    leads = re.search(rf'href="({asked_at}[^"]*)"', desk.get(sign_in).text)
    assert leads
    ask = html.document_fromstring(desk.get(leads[1]).text).forms[-1]
    desk.post(ask.action, data=dict(ask.form_values()) | {"email": somchai})
    answer_mail_requests()
    link = re.search(rf"http://[^/]+({asked_at}/\S+)", db.session.scalars(sa.select(OutboundMail.body)).one())
    assert link
    opened = phone.get(link[1])
    if asked_at == "/reset-password":
        form = html.document_fromstring(opened.text).forms[-1]
        new = {"password": "a wholly new one", "password_confirm": "a wholly new one"}
        opened = phone.post(form.action, data=dict(form.form_values()) | new)
    assert opened.location == f"/sign-in?next={quote_plus(INVITED)}"


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example/", "/" + "a" * 600])
def test_a_link_to_a_new_password_carries_no_address_that_is_not_ours(
    wanted: str, somchai: str, db_app: Flask
) -> None:
    db_app.test_client().post(f"/reset-password?next={quote_plus(wanted)}", data={"email": somchai})
    answer_mail_requests()
    assert "next" not in db.session.scalars(sa.select(OutboundMail.body)).one()


def test_a_mail_that_somebody_else_asked_for_changes_nothing(somchai: str, db_app: Flask) -> None:
    db_app.test_client().post("/reset-password", data={"email": somchai})
    answer_mail_requests()
    kept = db.session.scalar(sa.select(OutboundMail.body).where(OutboundMail.to_address == somchai))
    assert "/reset-password/" in str(kept)
    entered = db_app.test_client().post("/sign-in", data={"email": somchai, "password": SECRET})
    assert entered.status_code == 302, "the password is what it was"
