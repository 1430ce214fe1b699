"""Letters go out through a real mail server on loopback, exactly when their cause was committed."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from typing import Any

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from flask import Flask

from core import clock, jobs, mail
from core.db import db, transaction
from core.models import OutboundMail


class Postbox:
    """Keeps what it is handed."""

    def __init__(self) -> None:
        self.received: list[Any] = []
        self.refuses = False

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if self.refuses:
            return "451 try again later"
        self.received.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture
def postbox(db_app: Flask) -> Iterator[Postbox]:
    box = Postbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    before = db_app.extensions["settings"]
    db_app.extensions["settings"] = replace(before, mail_port=port)
    yield box
    db_app.extensions["settings"] = before
    controller.stop()


def write_letter() -> int:
    with transaction() as tx:
        return mail.send(
            tx, "owner@example.test", "คูปองของท่าน\nBcc: x@example.test", "เรียน ท่านผู้ประกอบการ", now=clock.now()
        ).id


def test_a_letter_arrives_in_thai_and_only_once(db_app: Flask, postbox: Postbox) -> None:
    number = write_letter()

    jobs.run_now(db_app, "mail.send", mail_id=number)
    jobs.run_now(db_app, "mail.send", mail_id=number)

    (letter,) = postbox.received
    assert letter["To"] == "owner@example.test"
    assert letter["Subject"] == "คูปองของท่าน Bcc: x@example.test"
    assert letter["Bcc"] is None
    assert letter.get_content().strip() == "เรียน ท่านผู้ประกอบการ"


def test_a_letter_that_was_not_taken_is_not_marked_sent(db_app: Flask, postbox: Postbox) -> None:
    number = write_letter()
    postbox.refuses = True

    with pytest.raises(Exception, match="try again later"):
        jobs.run_now(db_app, "mail.send", mail_id=number)
    db.session.rollback()

    assert db.session.get(OutboundMail, number, populate_existing=True).sent_at is None


@pytest.mark.usefixtures("postbox")
def test_the_job_exists_exactly_when_its_letter_does(db_app: Flask) -> None:
    count = sa.text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'mail.send'")
    with pytest.raises(ZeroDivisionError), transaction() as tx:
        mail.send(tx, "a@example.test", "s", "b", now=clock.now())
        raise ZeroDivisionError
    assert db.session.scalar(count) == 0

    write_letter()
    assert db.session.scalar(count) == 1


def test_without_a_mail_server_letters_are_kept_and_nothing_is_queued(db_app: Flask) -> None:
    write_letter()
    jobs.run_now(db_app, "mail.sweep")

    assert db.session.scalar(sa.select(sa.func.count()).select_from(OutboundMail)) == 1
    assert (
        db.session.scalar(sa.text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'mail.send'"))
        == 0
    )
