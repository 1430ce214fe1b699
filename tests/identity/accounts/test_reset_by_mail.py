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

from core.db import db, transaction
from core.mail import delivery
from core.mail.models import OutboundMail
from core.tasks import queue as jobs
from identity.accounts.models import MailRequest
from identity.accounts.rules import FREE_GUESSES
from identity.people.models import Person
from tests.factories import World, build
from tests.identity.conftest import answer_mail_requests

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
    settings = db_app.installation.settings
    db_app.installation.settings = replace(settings, mail_port=port)
    yield keeper
    db_app.installation.settings = settings
    server.stop()


def deliver() -> None:
    for letter_id in db.session.scalars(
        sa.select(OutboundMail.id).where(OutboundMail.sent_at.is_(None))
    ).all():
        delivery.deliver(letter_id)


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
    answer_mail_requests()
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
    answer_mail_requests()
    strip = re.compile(r'[\w.]+@example\.\w+|(csrf|form)_token" value="[^"]+"')
    assert strip.sub("", known.text) == strip.sub("", unknown.text)
    deliver()
    assert [letter["To"] for letter in postman.letters] == [person.email]


@pytest.mark.parametrize("path", ["/reset-password", "/confirm-email"])
def test_known_and_unknown_addresses_cost_the_same_statements_and_no_hashing(
    path: str, world: World, with_password: Any, db_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, closed, unconfirmed = (build(world.person) for _ in range(3))
    for person in (known, closed, unconfirmed):
        with_password(person, OLD)
    with transaction() as tx:
        tx.get(Person, closed.id).active = False
        tx.get(Person, unconfirmed.id).confirmed_at = None
    hashed: list[str] = []
    security = db_app.extensions["security"]
    for context in (security.pwd_context, security.hashing_context):
        hash_it = context.hash
        monkeypatch.setattr(context, "hash", lambda *a, h=hash_it, **k: hashed.append("a hash") or h(*a, **k))
    heard: list[str] = []

    def listen(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        heard.append(statement)

    engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", listen)
    costs = []
    try:
        for address in (str(known.email), str(closed.email), str(unconfirmed.email), "nobody@example.com"):
            heard.clear()
            db_app.test_client().post(path, data={"email": address})
            costs.append(list(heard))
    finally:
        sa.event.remove(engine, "before_cursor_execute", listen)
    assert costs[0] == costs[1] == costs[2] == costs[3]
    assert not [statement for statement in costs[0] if "FROM people" in statement], "nobody is looked up"
    assert hashed == []


def test_only_who_may_have_a_link_is_mailed_and_once(world: World, with_password: Any, db_app: Flask) -> None:
    known, closed, unconfirmed = (build(world.person) for _ in range(3))
    for person in (known, closed, unconfirmed):
        with_password(person, OLD)
    with transaction() as tx:
        tx.get(Person, closed.id).active = False
        tx.get(Person, unconfirmed.id).confirmed_at = None
    for path in ("/reset-password", "/confirm-email"):
        for address in (str(known.email), str(closed.email), str(unconfirmed.email), "nobody@example.com"):
            db_app.test_client().post(path, data={"email": address})
    ids = db.session.scalars(sa.select(MailRequest.id)).all()
    answer_mail_requests()
    for request_id in ids:
        jobs.tasks["identity.answer_mail_request"].run(request_id=request_id)
    mails = {mail.to_address: mail.body for mail in db.session.scalars(sa.select(OutboundMail))}
    assert set(mails) == {known.email, unconfirmed.email}
    assert "/reset-password/" in mails[str(known.email)]
    assert "/confirm-email/" in mails[str(unconfirmed.email)]
    assert db.session.scalars(sa.select(MailRequest)).all() == []
