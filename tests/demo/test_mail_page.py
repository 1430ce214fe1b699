"""The page on which the demo shows what it mailed: in the demo alone, to anybody, with links that work."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from core import clock
from core.database.embedded import EmbeddedServer
from core.db import Tx, db, transaction
from core.mail import operations as mail
from demo import greeting
from tests.conftest import Browser, settings_for
from tests.factories import World, build
from tests.identity.conftest import answer_mail_requests


def app_of(environment: str, server: EmbeddedServer, database: str) -> Flask:
    settings = settings_for(database, server, public_host="LOCALHOST:5000")
    made = create_app(replace(settings, environment=environment))
    made.test_client_class = Browser
    return made


@pytest.fixture
def visitor(db_app: Flask, server: EmbeddedServer, database: str) -> Iterator[FlaskClient]:
    """Somebody who looks at the demo."""
    demo = app_of("demo", server, database)
    with demo.app_context():
        yield demo.test_client()
        db.session.remove()
        db.engine.dispose()


def send(subject: str, body: str = "Dear reader", to: str = "owner@sme.example", minutes_ago: int = 0) -> int:
    with transaction() as tx:
        return written(tx, subject, body, to, minutes_ago)


def written(tx: Tx, subject: str, body: str, to: str, minutes_ago: int) -> int:
    return mail.send(tx, to, subject, body, now=clock.now() - timedelta(minutes=minutes_ago))


@pytest.mark.parametrize("environment", ["production", "development", "test"])
def test_outside_the_demo_there_is_no_such_page(
    environment: str, db_app: Flask, server: EmbeddedServer, database: str
) -> None:
    made = app_of(environment, server, database)
    assert not [rule for rule in made.url_map.iter_rules() if rule.rule.startswith("/demo")]


def test_outside_the_demo_the_sign_in_page_names_no_such_page(client: FlaskClient) -> None:
    assert "E-mails sent by this demo" not in client.get("/sign-in?lang=en").text


def test_the_sign_in_page_of_the_demo_leads_to_it(visitor: FlaskClient) -> None:
    assert '<a href="/demo/mail">E-mails sent by this demo</a>' in visitor.get("/sign-in?lang=en").text
    assert "อีเมลที่ระบบสาธิตนี้ส่ง" in visitor.get("/sign-in?lang=th").text


def test_what_the_demo_prints_names_it() -> None:
    assert "http://localhost:5112/demo/mail" in greeting.where_to_look("http://localhost:5112")


def test_the_newest_mail_stands_first_with_its_reader_and_a_page_holds_25(visitor: FlaskClient) -> None:
    assert "Nothing sent yet" in visitor.get("/demo/mail?lang=en").text
    for number in range(27):
        send(f"Subject {number:02d}", to=f"person{number:02d}@sme.example", minutes_ago=27 - number)
    first = visitor.get("/demo/mail").text
    assert re.findall(r"Subject (\d\d)", first) == [f"{number:02d}" for number in range(26, 1, -1)]
    assert "person26@sme.example" in first
    older = re.search(r'rel="next" href="([^"]+)"', first)
    assert older
    assert re.findall(r"Subject (\d\d)", visitor.get(older[1].replace("&amp;", "&")).text) == ["01", "00"]


def test_mails_are_found_by_reader_or_subject(visitor: FlaskClient) -> None:
    send("Coupon issued", to="owner@sme.example")
    send("Reset your password", to="cashier@bdsp.example")
    assert re.findall(r"Coupon issued|Reset your", visitor.get("/demo/mail?q=CASHIER").text) == ["Reset your"]
    assert re.findall(r"Coupon issued|Reset your", visitor.get("/demo/mail?q=coupon").text) == [
        "Coupon issued"
    ]


def test_a_mail_is_shown_as_it_was_written_and_its_links_work_wherever_the_demo_listens(
    visitor: FlaskClient,
) -> None:
    link = "http://localhost:5999/reset-password/abc?next=%2Fcoupons&x=1"
    body = f"Dear <b>Somchai</b>,\n\n{link}\n\nhttp://evil.example/x"
    page = visitor.get(f"/demo/mail/{send('Reset', body)}?lang=en").text
    assert "Dear &lt;b&gt;Somchai&lt;/b&gt;," in page
    assert f'<a href="/reset-password/abc?next=%2Fcoupons&amp;x=1">{link.replace("&", "&amp;")}</a>' in page
    assert 'href="http://evil.example' not in page
    assert "owner@sme.example" in page
    assert visitor.get("/demo/mail/999999").status_code == 404


def test_a_link_asked_for_in_the_demo_can_be_opened_from_the_page(visitor: FlaskClient) -> None:
    person = build(World(clock.now()).person)
    visitor.application.config["WTF_CSRF_ENABLED"] = False
    visitor.post("/reset-password", data={"email": person.email})
    answer_mail_requests()
    listed = visitor.get("/demo/mail").text
    opened = re.search(r'href="(/demo/mail/\d+)"', listed)
    assert opened
    link = re.search(r'href="(/reset-password/[^"]+)"', visitor.get(opened[1]).text)
    assert link
    assert visitor.get(link[1]).status_code == 200
