"""What a session has proved: the second factor is its own, and rights and accounts ask for the password again."""

from __future__ import annotations

import base64
import io
import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from flask import Flask, g, request_finished
from flask.testing import FlaskClient

from core import clock
from core.actor import FRESH_FOR
from core.db import db, transaction
from core.documents.models import Document
from core.mail.models import OutboundMail
from core.permissions import Role
from identity.accounts.states import SessionEnd
from identity.bank_accounts.models import BankAccount
from identity.organisations.models import StaffUnit
from identity.organisations.states import Capacity
from identity.people.models import Person
from projects.models import ActionPlan
from projects.plans.services.draft_plan import draft_plan
from projects.plans.services.submit_plan import submit_plan
from projects.projects.services.draft_project import draft_project
from projects.states import PlanState
from tests.coupons.counter import picture
from tests.factories import World, actor_of, build
from tests.identity.accounts.test_second_factor import code_of, give_authenticator
from tests.identity.conftest import SignIn
from tests.identity.sessions import (
    MINUTE,
    SECRET,
    ends,
    enter,
    is_in,
    live,
    move,
    rows,
    told,
)
from tests.projects.drafts import PLAN, PROJECT, a_png
from web.forms.models import SavedFormRow

# The second factor is a fact of the session.


def test_enrolling_gives_nothing_to_an_older_session(strict: Flask, officer: Person, sign_in: SignIn) -> None:
    tablet = sign_in(officer.id, second_factor=False)
    phone = give_authenticator(strict, officer)
    answer = tablet.get("/bank-accounts")
    assert answer.location == "/confirm-second-factor?next=/bank-accounts"
    assert tablet.post("/bank-accounts/1/verify").status_code == 403
    answer = tablet.post("/confirm-second-factor?next=/bank-accounts", data={"proof_code": code_of(phone)})
    assert answer.location == "/bank-accounts"
    assert is_in(tablet, "/bank-accounts")


def test_a_sign_in_with_the_second_factor_has_proved_it(strict: Flask, officer: Person) -> None:
    phone, browser = give_authenticator(strict, officer), strict.test_client()
    enter(browser, officer)
    assert rows(officer) == []
    browser.post("/second-factor/code", data={"code": code_of(phone)})
    (row,) = rows(officer)
    assert row.second_factor_at is not None
    assert is_in(browser, "/bank-accounts")


def test_setting_a_factor_up_proves_it_here_and_ends_the_other_sessions(
    strict: Flask, officer: Person, sign_in: SignIn
) -> None:
    tablet, desk = sign_in(officer.id, second_factor=False), sign_in(officer.id, second_factor=False)
    set_up(strict, desk)
    assert is_in(desk, "/bank-accounts")
    assert not is_in(tablet)
    assert ends(officer) == [SessionEnd.SECOND_FACTOR_CHANGED, None]
    assert told(officer) == ["person.authenticator_set"]
    assert db.session.scalar(sa.select(OutboundMail.to_address)) == officer.email


def set_up(app: Flask, browser: FlaskClient) -> None:
    page = browser.post("/second-factor", data={"setup": "authenticator"})
    with browser.session_transaction() as session:
        key = app.extensions["security"]._totp_factory.get_totp_b32_key(session["tf_totp_secret"])
    phone = TOTP(base64.b32decode(key + "=" * (-len(key) % 8)), 6, SHA1(), 30, enforce_key_length=False)
    action = re.search(r'action="(/second-factor/[^"]+)"', page.text)
    assert action
    assert browser.post(action[1], data={"code": code_of(phone)}).status_code == 302


def test_removing_the_factor_ends_the_others_and_what_was_proved(
    strict: Flask, officer: Person, sign_in: SignIn
) -> None:
    give_authenticator(strict, officer)
    tablet, desk = sign_in(officer.id), sign_in(officer.id)
    assert desk.post("/second-factor", data={"setup": "disable"}).status_code == 302
    assert not is_in(tablet)
    assert "/me" in desk.get("/bank-accounts").location
    assert live(officer)[0].second_factor_at is None
    assert told(officer) == ["person.authenticator_removed"]


@pytest.mark.parametrize(
    "path", ["/second-factor", "/passkeys", "/passkeys/remove", "/recovery-codes", "/change-password"]
)
def test_a_password_alone_changes_no_factor_of_who_has_one(
    strict: Flask, owner: Person, sign_in: SignIn, path: str
) -> None:
    give_authenticator(strict, owner)
    thief = sign_in(owner.id, second_factor=False)
    for answer in (thief.get(path), thief.post(path, data={"setup": "disable"})):
        assert answer.status_code in (302, 405)
        assert answer.status_code == 405 or "/confirm-second-factor" in answer.location
    assert db.session.get_one(Person, owner.id).tf_primary_method == "authenticator"


def test_a_second_factor_given_long_ago_changes_no_factor(
    strict: Flask, owner: Person, sign_in: SignIn
) -> None:
    give_authenticator(strict, owner)
    browser = sign_in(owner.id)
    assert browser.get("/second-factor").status_code == 200
    move(owner, second_factor_at=clock.now() - FRESH_FOR - MINUTE)
    assert "/confirm-second-factor" in browser.get("/second-factor").location


def test_a_wrong_code_proves_nothing_and_is_counted(strict: Flask, officer: Person, sign_in: SignIn) -> None:
    phone = give_authenticator(strict, officer)
    browser = sign_in(officer.id, second_factor=False)
    for _ in range(5):
        answer = browser.post("/confirm-second-factor", data={"proof_code": "000000"})
        assert answer.status_code == 400
        assert "รหัสไม่ถูกต้อง" in answer.text
    answer = browser.post("/confirm-second-factor", data={"proof_code": code_of(phone)})
    assert "ใส่รหัสผิดหลายครั้งเกินไป" in answer.text
    assert live(officer)[0].second_factor_at is None


def test_a_proof_is_good_for_the_session_that_gave_it_alone(
    strict: Flask, officer: Person, sign_in: SignIn
) -> None:
    phone = give_authenticator(strict, officer)
    one, other = sign_in(officer.id, second_factor=False), sign_in(officer.id, second_factor=False)
    one.post("/confirm-second-factor", data={"proof_code": code_of(phone)})
    assert is_in(one, "/bank-accounts")
    assert not is_in(other, "/bank-accounts")


def test_an_actor_knows_when_its_session_gave_the_second_factor(
    strict: Flask, officer: Person, sign_in: SignIn
) -> None:
    give_authenticator(strict, officer)
    at = clock.now() - 7 * MINUTE
    browser = sign_in(officer.id, second_factor_at=at)
    found = []

    def look(_sender: Flask, **_: Any) -> None:
        found.append(g.actor)

    with request_finished.connected_to(look, strict):
        browser.get("/bank-accounts")
    assert found[0].second_factor_at == at


# Rights and accounts ask for the password again.


def test_rights_ask_for_the_password_after_a_quarter_of_an_hour(owner: Person, sign_in: SignIn) -> None:
    browser = sign_in(owner.id)
    organisation_id = actor_of(db.session(), owner.id).organisation_id
    path = f"/organisations/{organisation_id}/members/invite"
    assert browser.get(path).status_code == 200
    move(owner, password_at=clock.now() - FRESH_FOR - MINUTE)
    assert browser.get(path).location == f"/confirm-password?next={path}"
    browser.get("/me")
    assert "/confirm-password" in browser.get(path).location, "using the site proves no password"
    assert browser.post(f"/confirm-password?next={path}", data={"password": SECRET}).location == path
    assert browser.get(path).status_code == 200


def test_what_was_typed_when_the_password_is_asked_for_is_sent_on(owner: Person, sign_in: SignIn) -> None:
    browser = sign_in(owner.id)
    organisation_id = actor_of(db.session(), owner.id).organisation_id
    path = f"/organisations/{organisation_id}/members/invite"
    move(owner, password_at=clock.now() - FRESH_FOR - MINUTE)
    page = browser.post(path, data={"email": "new@example.test", "role": "member", "may_consent": "y"})
    assert page.status_code == 403
    sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    assert (sent["email"], sent["role"], sent["may_consent"]) == ("new@example.test", "member", "y")
    assert f'action="{path}"' in page.text
    wrong = browser.post(path, data=sent | {"proof_password": "not the password"})
    assert wrong.status_code == 400
    assert 'value="new@example.test"' in wrong.text
    assert not db.session.scalar(sa.select(sa.func.count()).select_from(OutboundMail))
    assert browser.post(path, data=sent | {"proof_password": SECRET}).status_code == 303
    assert db.session.scalar(sa.select(OutboundMail.to_address)) == "new@example.test"


ACCOUNT = {"bank_code": "006", "account_number": "9876543210", "account_name": "บริษัท ทดลอง จำกัด"}


def given_late(owner: Person, browser: FlaskClient) -> tuple[str, Any]:
    """An account with its bank book, sent when the password is asked for again: the address, and the page that asks."""
    organisation_id = actor_of(db.session(), owner.id).organisation_id
    path = f"/organisations/{organisation_id}/bank-accounts/new"
    move(owner, password_at=clock.now() - FRESH_FOR - MINUTE)
    page = browser.post(path, data=ACCOUNT | {"book": (io.BytesIO(picture("book")), "สมุดบัญชี.png")})
    assert page.status_code == 403
    return path, page


def test_a_file_goes_along_when_the_password_is_asked_for(owner: Person, sign_in: SignIn) -> None:
    browser = sign_in(owner.id)
    path, page = given_late(owner, browser)
    assert "เลือกไฟล์อีกครั้ง" not in page.text
    for password, status in (("not the password", 400), (SECRET, 303)):
        assert not db.session.scalar(sa.select(sa.func.count()).select_from(BankAccount))
        page = browser.post(path, data=fields_of(page.text) | {"proof_password": password})
        assert page.status_code == status, page.text
    (account,) = db.session.scalars(sa.select(BankAccount))
    assert account.account_number == "9876543210"
    assert browser.get(f"/bank-accounts/{account.id}/book").data == picture("book")


def test_another_file_chosen_in_place_of_a_kept_one_is_the_one_that_goes_along(
    owner: Person, sign_in: SignIn
) -> None:
    browser = sign_in(owner.id)
    path, page = given_late(owner, browser)
    chosen = {"book": (io.BytesIO(picture("the right book")), "เล่มที่ถูก.png")}
    page = browser.post(path, data=fields_of(page.text) | chosen)
    assert page.status_code == 403
    assert browser.post(path, data=fields_of(page.text) | {"proof_password": SECRET}).status_code == 303
    (account,) = db.session.scalars(sa.select(BankAccount))
    assert browser.get(f"/bank-accounts/{account.id}/book").data == picture("the right book")


def test_a_file_whose_time_is_over_is_asked_for_again_and_not_left_out(
    owner: Person, sign_in: SignIn
) -> None:
    browser = sign_in(owner.id)
    path, page = given_late(owner, browser)
    with transaction() as tx:
        tx.execute(sa.delete(SavedFormRow))
    proof = {"proof_password": SECRET, "book": (io.BytesIO(b""), "")}  # as a browser says that none is chosen
    again = browser.post(f"{path}?lang=en", data=fields_of(page.text) | proof)
    assert again.status_code == 200
    assert 'value="9876543210"' in again.text
    assert "The files for this form are no longer saved. Choose them again, then send." in again.text
    token = fields_of(again.text)["form_token"]
    done = browser.post(
        path, data=ACCOUNT | {"form_token": token, "book": (io.BytesIO(picture("book")), "a.png")}
    )
    assert done.status_code == 303


def test_files_beyond_the_hours_number_are_chosen_again(
    owner: Person, sign_in: SignIn, db_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = replace(db_app.installation.settings, uploads_per_hour=0)
    monkeypatch.setattr(db_app.installation, "settings", few)
    _path, page = given_late(owner, sign_in(owner.id))
    assert "เลือกไฟล์อีกครั้ง" in page.text
    assert 'value="9876543210"' in page.text


def test_nobody_elses_form_brings_the_file_along(owner: Person, sign_in: SignIn, world: World) -> None:
    path, page = given_late(owner, sign_in(owner.id))
    organisation_id = actor_of(db.session(), owner.id).organisation_id
    other = build(lambda tx: world.member(tx, organisation_id, Capacity.SME))
    answer = sign_in(other.known_person_id).post(path, data=fields_of(page.text))
    assert answer.status_code == 409
    assert not db.session.scalar(sa.select(sa.func.count()).select_from(BankAccount))


def test_a_file_too_large_is_chosen_again_and_what_was_typed_beside_it_is_kept(
    owner: Person, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.forms.saved_forms.MOST_BYTES", 10)
    browser = sign_in(owner.id)
    path, page = given_late(owner, browser)
    assert "เลือกไฟล์อีกครั้ง" in page.text
    again = browser.post(path, data=fields_of(page.text) | {"proof_password": SECRET})
    assert again.status_code == 200
    assert 'value="9876543210"' in again.text
    assert "ยืนยันตัวตนแล้ว โปรดเลือกไฟล์อีกครั้ง" in again.text


# Money and decisions ask for the second factor again: the form goes on, and nothing typed is lost.


def test_a_decision_with_a_file_asks_for_the_second_factor_and_takes_the_file_along(
    strict: Flask, world: World, sign_in: SignIn
) -> None:
    author, approver = (
        build(lambda tx, role=role: world.staff(tx, role)) for role in (Role.PLAN_OFFICER, Role.PLAN_APPROVER)
    )
    plan_id = draft_plan(PLAN, actor=author, now=clock.now())
    draft_project(plan_id, PROJECT, actor=author, now=clock.now())
    submit_plan(plan_id, actor=author, now=clock.now())
    person = db.session.get_one(Person, approver.known_person_id)
    phone, browser = give_authenticator(strict, person), sign_in(person.id)
    move(person, second_factor_at=clock.now() - FRESH_FOR - MINUTE)
    resolution = {
        "body": "cabinet",
        "number": "1/2569",
        "taken_on": "1/11/2569",
        "file": (io.BytesIO(a_png()), "มติ.png"),
    }
    path = f"/plans/{plan_id}/approve"
    page = browser.post(path, data=resolution)
    assert page.status_code == 403
    done = browser.post(path, data=fields_of(page.text) | {"proof_code": code_of(phone)})
    assert done.status_code == 303, done.text
    db.session.expire_all()
    assert db.session.get_one(ActionPlan, plan_id).state is PlanState.APPROVED
    assert db.session.scalar(sa.select(Document.file_name)) == "มติ.png"


@pytest.fixture
def stale(strict: Flask, admin: Person, sign_in: SignIn) -> tuple[FlaskClient, TOTP]:
    """An administrator who gave the second factor too long ago for a decision, and the phone that gives it."""
    phone = give_authenticator(strict, admin)
    browser = sign_in(admin.id)
    move(admin, second_factor_at=clock.now() - FRESH_FOR - MINUTE)
    return browser, phone


UNIT = {"code": "NEW-1", "name_th": "ฝ่ายใหม่ & <เก่า>", "name_en": "New", "active": "y", "form_token": "t" * 16}


def units() -> list[str]:
    return list(db.session.scalars(sa.select(StaffUnit.name_th).where(StaffUnit.code == "NEW-1")))


def fields_of(page: str) -> dict[str, str]:
    return {
        name: unescape(value)
        for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    }


def test_a_decision_asks_for_the_second_factor_again_and_then_is_taken(
    stale: tuple[FlaskClient, TOTP], admin: Person
) -> None:
    browser, phone = stale
    assert browser.get("/units/new").status_code == 200, "to look is not to decide"
    page = browser.post("/units/new", data=UNIT)
    assert page.status_code == 403
    assert units() == []
    sent = fields_of(page.text)
    assert {name: sent[name] for name in ("code", "name_th", "name_en", "active")} == {
        name: UNIT[name] for name in ("code", "name_th", "name_en", "active")
    }
    assert 'action="/units/new"' in page.text
    answer = browser.post("/units/new", data=sent | {"proof_code": code_of(phone)})
    assert answer.status_code == 303
    assert units() == [UNIT["name_th"]]
    assert live(admin)[0].second_factor_at > clock.now() - MINUTE


def test_a_wrong_code_takes_no_decision_and_keeps_what_was_typed(stale: tuple[FlaskClient, TOTP]) -> None:
    browser, phone = stale
    sent = fields_of(browser.post("/units/new", data=UNIT).text)
    page = browser.post("/units/new", data=sent | {"proof_code": "000000"})
    assert page.status_code == 400
    assert units() == []
    assert fields_of(page.text)["name_th"] == UNIT["name_th"]
    assert (
        browser.post("/units/new", data=fields_of(page.text) | {"proof_code": code_of(phone)}).status_code
        == 303
    )


def test_one_code_confirms_one_session_once(
    strict: Flask, stale: tuple[FlaskClient, TOTP], admin: Person
) -> None:
    browser, phone = stale
    code = code_of(phone)
    assert browser.post("/units/new", data=UNIT | {"proof_code": code}).status_code == 303
    move(admin, second_factor_at=clock.now() - FRESH_FOR - MINUTE)
    again = browser.post(
        "/units/new", data=UNIT | {"code": "NEW-2", "form_token": "u" * 16, "proof_code": code}
    )
    assert again.status_code == 400


def test_the_form_confirmed_and_sent_twice_has_one_effect(stale: tuple[FlaskClient, TOTP]) -> None:
    browser, phone = stale
    confirmed = UNIT | {"proof_code": code_of(phone)}
    first = browser.post("/units/new", data=confirmed)
    twin = browser.post(
        "/units/new", data={name: value for name, value in confirmed.items() if name != "proof_code"}
    )
    assert (first.status_code, twin.status_code, twin.location) == (303, 303, first.location)
    assert len(units()) == 1


def test_a_script_is_refused_and_gets_no_page(stale: tuple[FlaskClient, TOTP]) -> None:
    browser, _phone = stale
    answer = browser.post("/units/new", data=UNIT, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.mimetype) == (403, "application/problem+json")


def test_a_code_beside_a_form_proves_nothing_for_another_person(
    strict: Flask, stale: tuple[FlaskClient, TOTP], officer: Person, sign_in: SignIn
) -> None:
    _browser, phone = stale
    give_authenticator(strict, officer)
    theirs = sign_in(officer.id, second_factor=False)
    assert theirs.post("/bank-accounts/1/verify", data={"proof_code": code_of(phone)}).status_code == 400


def test_pages_and_commands_agree_how_long_a_proof_lasts(db_app: Flask) -> None:
    assert db_app.config["SECURITY_FRESHNESS"] == FRESH_FOR
