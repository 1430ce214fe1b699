"""Every page of the room answers, in both languages, with no more than twelve statements."""

from __future__ import annotations

import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import g
from flask.testing import FlaskClient

from core.actor import Actor
from core.db import db
from core.permissions import Role
from identity.bank_accounts.models import BankAccount
from identity.organisations.models import Membership, StaffUnit
from identity.organisations.states import Capacity
from tests.factories import World, build
from tests.identity.conftest import SignIn

MOST_STATEMENTS = 12
OWN = [
    "/me",
    "/me/profile",
    "/me/data",
    "/notices",
    "/act-for",
    "/organisations/{organisation}/members",
    "/organisations/{organisation}/members/invite",
    "/organisations/{organisation}/members/{membership}/rights",
    "/organisations/{organisation}/bank-accounts",
    "/organisations/{organisation}/bank-accounts/new",
    "/change-password",
    "/second-factor",
    "/passkeys",
    "/recovery-codes",
    "/confirm-password",
]
STAFF = {
    Role.ADMINISTRATOR: [
        "/people",
        "/people?format=csv",
        "/people?q=ใจดี",
        "/people/invite",
        "/people/{person}",
        "/units",
        "/units/new",
        "/units/{unit}",
    ],
    Role.FINANCE_OFFICER: [
        "/bank-accounts",
        "/bank-accounts?state=verified&q=0000",
        "/bank-accounts/{account}",
        "/organisations/{organisation}/bank-accounts",
        "/organisations/{organisation}/members",
    ],
    Role.AUDITOR: ["/me"],
}
STRANGERS = ["/sign-in", "/register", "/reset-password", "/confirm-email"]


@pytest.fixture
def owner(db_app: Any, world: World) -> Actor:
    def make(tx: Any) -> Actor:
        organisation = world.organisation(tx)
        world.bank_account(tx, organisation.id)
        return world.member(tx, organisation.id, Capacity.SME)

    return build(make)


def ids(owner: Actor) -> dict[str, Any]:
    """What the paths name."""
    membership = sa.select(Membership.id).where(Membership.person_id == owner.person_id)
    return {
        "organisation": owner.organisation_id,
        "membership": db.session.scalar(membership),
        "account": db.session.scalar(sa.select(BankAccount.id)),
        "unit": db.session.scalar(sa.select(StaffUnit.id)),
    }


def open_in_both_languages(browser: FlaskClient, path: str) -> None:
    joint = "&" if "?" in path else "?"
    for language in ("th", "en"):
        with browser:
            answer = browser.get(f"{path}{joint}lang={language}")
            assert answer.status_code == 200, f"{path} {answer.location}\n{answer.text[:3000]}"
            assert g.get("statements", 0) <= MOST_STATEMENTS, f"{path}: {g.statements} statements"
        if answer.mimetype == "text/html":
            assert f'<html lang="{language}"' in answer.text, path
            assert answer.text.count("<h1") == 1, path


def test_the_owners_pages_answer(owner: Actor, sign_in: SignIn) -> None:
    browser = sign_in(owner.person_id)
    for path in OWN:
        open_in_both_languages(browser, path.format(**ids(owner)))


@pytest.mark.parametrize("role", STAFF)
def test_staff_pages_answer(role: Role, owner: Actor, world: World, sign_in: SignIn) -> None:
    officer = build(lambda tx: world.staff(tx, role))
    browser = sign_in(officer.person_id)
    for path in STAFF[role]:
        open_in_both_languages(browser, path.format(person=officer.person_id, **ids(owner)))


def test_a_strangers_pages_answer(client: FlaskClient) -> None:
    for path in STRANGERS:
        open_in_both_languages(client, path)


def test_a_page_of_another_organisation_looks_like_none(owner: Actor, world: World, sign_in: SignIn) -> None:
    stranger = build(lambda tx: world.member(tx, world.organisation(tx).id, Capacity.SME))
    browser = sign_in(stranger.person_id)
    for path in OWN[5:10]:
        address = path.format(**ids(owner))
        assert browser.get(address).status_code == 404, address
    assert browser.get(f"/bank-accounts/{ids(owner)['account']}/book").status_code == 404


def test_who_asks_costs_one_statement_the_bell_another_and_an_open_price_a_third(
    owner: Actor, world: World, sign_in: SignIn
) -> None:
    """Only who may confirm a price is shown whether one waits; everybody how many notices are unread."""
    cashier = build(lambda tx: world.member(tx, owner.organisation_id, Capacity.PROVIDER))
    for person_id, statements in ((cashier.known_person_id, 2), (owner.known_person_id, 3)):
        browser = sign_in(person_id)
        with browser:
            browser.get("/act-for")
            assert g.statements == statements


def test_no_english_leaks_onto_a_thai_sign_in_page(client: FlaskClient) -> None:
    for path in STRANGERS:
        page = client.get(f"{path}?lang=th").text
        for english in ("Forgot", "Password", "Sign in", "Email", "required"):
            assert f">{english}" not in page, path


def test_every_word_of_flask_security_that_we_show_is_thai(db_app: Any) -> None:
    from flask_babel import force_locale, gettext

    from identity.accounts.views.security.messages import SUBJECTS, WORDS

    with force_locale("th"):
        shown = [str(gettext(text)) for text in (*WORDS.values(), *SUBJECTS.values())]
        english = [text for text in shown if not re.search("[ก-๙]", text)]
    assert not english
