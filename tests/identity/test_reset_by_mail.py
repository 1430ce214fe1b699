"""A forgotten password, through a real mail server on the loopback."""

from __future__ import annotations

import email
import re
import socket
from collections.abc import Iterator
from dataclasses import replace
from email.policy import default
from typing import Any

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from flask import Flask
from flask.testing import FlaskClient

from core import mail
from core.db import db
from core.models import OutboundMail
from identity.rules import FREE_GUESSES
from tests.factories import World, build

OLD, NEW = "the old password", "the new password"


class Postman:
    """Keeps what was delivered."""

    def __init__(self) -> None:
        self.letters: list[Any] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.letters.append(email.message_from_bytes(envelope.content, policy=default))
        return "250 OK"


@pytest.fixture
def postman(db_app: Flask) -> Iterator[Postman]:
    keeper = Postman()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(keeper, hostname="127.0.0.1", port=port)
    server.start()
    settings = db_app.extensions["settings"]
    db_app.extensions["settings"] = replace(settings, mail_port=port)
    yield keeper
    db_app.extensions["settings"] = settings
    server.stop()


def deliver() -> None:
    for letter_id in db.session.scalars(
        sa.select(OutboundMail.id).where(OutboundMail.sent_at.is_(None))
    ).all():
        mail.deliver(letter_id)


def test_a_letter_opens_a_new_password_and_makes_the_browser_known(
    postman: Postman, world: World, with_password: Any, db_app: Flask
) -> None:
    person = build(world.person)
    address = str(person.email)
    with_password(person, OLD)
    browser, attacker = db_app.test_client(), db_app.test_client()
    for _ in range(FREE_GUESSES + 1):
        attacker.post("/sign-in", data={"email": address, "password": "guess guess"})

    browser.post("/reset-password", data={"email": address})
    deliver()
    [letter] = postman.letters
    assert letter["To"] == address
    link = re.search(r"http://[^/]+(/reset-password/\S+)", letter.get_content())
    assert link
    assert browser.get(link[1]).status_code == 200
    answer = browser.post(link[1], data={"password": NEW, "password_confirm": NEW})
    assert answer.location == "/sign-in"

    assert browser.post("/sign-in", data={"email": address, "password": NEW}).status_code == 302
    deliver()
    assert len(postman.letters) == 2, "the owner is told that the password was reset"
    assert browser.get(link[1]).status_code == 302, "a link is good once"


def test_an_unknown_address_gets_the_same_answer_and_no_letter(
    postman: Postman, world: World, db_app: Flask, client: FlaskClient
) -> None:
    person = build(world.person)
    known = client.post("/reset-password", data={"email": person.email})
    unknown = client.post("/reset-password", data={"email": "nobody@example.com"})
    assert known.status_code == unknown.status_code == 200
    strip = re.compile(r'[\w.]+@example\.\w+|(csrf|form)_token" value="[^"]+"')
    assert strip.sub("", known.text) == strip.sub("", unknown.text)
    deliver()
    assert [letter["To"] for letter in postman.letters] == [person.email]
