"""Which passwords are refused, and in which words."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.db import db
from identity.accounts.passwords import LONGEST, PasswordProblem, problem_of
from identity.people.models import Person
from tests.factories import World, build
from tests.identity.conftest import SignIn

ABOUT = ["สมชาย ใจดี", "somchai.jaidee@lampang-mill.co.th", "บริษัท โรงสีลำปาง จำกัด", "Lampang Mill Co., Ltd."]
GOOD = "ปลาทูสามตัวว่ายทวนน้ำ"


def problem(password: str) -> PasswordProblem | None:
    return problem_of(unicodedata.normalize("NFKD", password), ABOUT)


@pytest.mark.parametrize(
    "password", [GOOD, "correct horse battery", "ข้าวเหนียวมะม่วง 2 จาน", "x7#Kq!vv92Lm", GOOD * 9]
)
def test_a_password_of_ones_own_is_taken(password: str) -> None:
    assert problem(password) is None


@pytest.mark.parametrize(
    "password",
    [
        "1234567890", "qwertyuiop", "password123!", "Passw0rd2026", "iloveyou12", "aaaaaaaaaaaa", "abcdefghijkl",
        "ยฟหหไนพก1234", "รหัสผ่าน1234", "สวัสดีครับ123", "๑๒๓๔๕๖๗๘๙๐",
    ],
)  # fmt: skip
def test_a_password_that_is_tried_first_is_refused(password: str) -> None:
    assert problem(password) is PasswordProblem.TRIED_FIRST


@pytest.mark.parametrize(
    "password",
    [
        "Somchai.Jaidee1", "สมชายใจดี2569", "lampang-mill-2026", "โรงสีลำปาง1234", "OsmepCoupon2569", "สสว.คูปอง2569",
        "SME Coupon 2026 demo", "somchai@osmep",
    ],
)  # fmt: skip
def test_a_password_about_its_owner_or_about_us_is_refused(password: str) -> None:
    assert problem(password) is PasswordProblem.ABOUT_YOU


def test_a_name_in_a_sentence_does_no_harm() -> None:
    assert problem("สมชายชอบกินข้าวต้มปลาตอนเช้า") is None


def test_short_and_endless_ones_are_refused() -> None:
    assert problem("x7#Kq!vv9") is PasswordProblem.TOO_SHORT
    assert problem("x" * (LONGEST + 1)) is PasswordProblem.TOO_LONG


def register(browser: FlaskClient, password: str) -> str:
    form = {
        "full_name": "สมชาย ใจดี",
        "email": "s@example.com",
        "password": password,
        "password_confirm": password,
    }
    return str(browser.post("/register", data=form).text)


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("short", "อย่างน้อย 10\u00a0ตัวอักษร"),
        ("1234567890", "มักถูกลองก่อน"),
        ("สมชายใจดี2569", "ประกอบด้วยชื่อ"),
        ("ย" * 100_000, "ไม่เกิน 200\u00a0ตัวอักษร"),
    ],
)
def test_the_form_says_why_beside_the_field(password: str, words: str, client: FlaskClient) -> None:
    page = register(client, password)
    assert words in page.partition('id="password-error"')[2]


def test_changing_and_resetting_are_judged_alike(
    sign_in: SignIn, world: World, with_password: Any, db_app: Flask
) -> None:
    from flask_security.recoverable import generate_reset_password_token

    person = build(world.person)
    with_password(person, "correct horse battery")
    browser = sign_in(person.id)
    form = {
        "password": "correct horse battery",
        "new_password": "OsmepCoupon2569",
        "new_password_confirm": "OsmepCoupon2569",
    }
    assert "ประกอบด้วยชื่อ" in browser.post("/change-password", data=form).text
    with db_app.test_request_context():
        token = generate_reset_password_token(db.session.get(Person, person.id))
    form = {"password": "1234567890", "password_confirm": "1234567890"}
    assert "มักถูกลองก่อน" in db_app.test_client().post(f"/reset-password/{token}", data=form).text


def test_an_endless_guess_is_a_wrong_password(world: World, with_password: Any, client: FlaskClient) -> None:
    person = build(world.person)
    with_password(person, GOOD)
    answer = client.post("/sign-in", data={"email": person.email, "password": "ก" * 500_000})
    assert answer.status_code == 200
    assert "อีเมลหรือรหัสผ่านไม่ถูกต้อง" in answer.text


def test_a_person_entered_by_command_signs_in_with_the_vowel_am(db_app: Flask, client: FlaskClient) -> None:
    """NFKD takes ำ apart; the command once hashed it whole, and no such password ever opened."""
    runner = db_app.test_cli_runner()
    refused = runner.invoke(
        args=["people", "enter", "a@example.com", "สมชาย ใจดี", "--password", "1234567890"]
    )
    assert refused.exit_code == 2
    entered = runner.invoke(args=["people", "enter", "a@example.com", "สมชาย ใจดี", "--password", GOOD])
    assert entered.exit_code == 0, entered.output
    assert client.post("/sign-in", data={"email": "a@example.com", "password": GOOD}).location == "/today"
