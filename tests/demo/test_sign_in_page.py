"""The demo's own sign-in: anybody becomes one of its people with one press, and the next with another. In the demo alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from lxml import html

from core.database.embedded import EmbeddedServer
from core.db import db, transaction
from demo import people
from demo.sign_in_page import GROUPS
from tests.demo.test_mail_page import app_of
from tests.factories import World

LISTED = [each.email for group in GROUPS for each in group.people]


@pytest.fixture
def visitor(db_app: object, server: EmbeddedServer, database: str) -> Iterator[FlaskClient]:
    demo = app_of("demo", server, database)
    with demo.app_context():
        yield demo.test_client()
        db.session.remove()
        db.engine.dispose()


def enter(email: str) -> None:
    """A person of that address, who belongs to nobody yet."""
    with transaction() as tx:
        World().person(tx).email = email


def become(visitor: FlaskClient, email: str) -> tuple[int, str]:
    """Press the button beside that person: the answer's status, and where it leads."""
    page = html.fromstring(visitor.get("/demo/people").text)
    token = page.xpath("//main//input[@name='csrf_token']/@value")[0]
    answer = visitor.post(f"/demo/people/{email}", data={"csrf_token": token})
    return answer.status_code, answer.headers.get("Location", "")


def me(visitor: FlaskClient) -> str:
    return visitor.get("/me?lang=en", follow_redirects=True).text


def test_everybody_who_is_printed_on_the_terminal_is_on_the_page_once() -> None:
    printed = [each.email for each in (*people.STAFF, *people.GUESTS)]
    assert sorted(LISTED) == sorted(printed)


@pytest.mark.parametrize("language", ["th", "en"])
def test_each_has_a_role_a_first_step_and_a_button(visitor: FlaskClient, language: str) -> None:
    page = html.fromstring(visitor.get(f"/demo/people?lang={language}").text)
    assert page.xpath("//main//form/@action") == [f"/demo/people/{email}" for email in LISTED]
    shown = page.xpath("string(//main)")
    for group in GROUPS:
        for each in group.people:
            role, first = each.said(language)
            assert role in shown
            assert first in shown


def test_the_usual_sign_in_page_leads_there(visitor: FlaskClient) -> None:
    assert 'href="/demo/people"' in visitor.get("/sign-in").text


def test_one_press_signs_in_and_the_next_is_somebody_else(visitor: FlaskClient) -> None:
    first, second = people.SME_OWNER.email, people.CASHIER.email
    for email in (first, second):
        enter(email)
        assert become(visitor, email) == (303, "/today")
        assert email in me(visitor)
    assert first not in me(visitor)


def test_nobody_else_is_signed_in(visitor: FlaskClient) -> None:
    enter("stranger@example.test")
    assert become(visitor, "stranger@example.test")[0] == 404
    assert visitor.get("/me").status_code == 302
