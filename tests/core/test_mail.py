"""E-mails go out through a real mail server on loopback, when their cause was committed, outside any transaction."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from flask import Flask

from core import clock
from core.database import embedded
from core.db import db, transaction
from core.mail import delivery
from core.mail.models import OutboundMail
from core.mail.operations import send
from core.mail.services.claim_mail import LEASE, claim_mail
from core.mail.services.erase_mail import erase_mail
from core.mail.services.queue_waiting_mail import queue_waiting_mail
from core.mail.services.record_mail_sent import record_mail_sent
from core.mail.states import PATIENCE, RETENTION_GIVEN_UP, MailState
from core.tasks import queue as jobs

QUEUED = sa.text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'mail.send' AND status = 'todo'")
LINK = "http://localhost/reset-password/secret-of-the-link"


class Killed(BaseException):
    """A worker ends here, as by SIGKILL: nothing that comes after it happens."""


class Postbox:
    """Keeps what it is handed."""

    def __init__(self) -> None:
        self.received: list[Any] = []
        self.reply = "250 OK"
        self.to_nobody = ""
        self.during: Callable[[], None] = lambda: None
        self.silent = False
        self.leaves_badly = False

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.to_nobody or "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        await asyncio.to_thread(self.during)
        if self.reply.startswith("250"):
            self.received.append(message_from_bytes(envelope.content, policy=policy.default))
        if self.silent:
            await asyncio.sleep(60)
        return self.reply

    async def handle_QUIT(self, server: Any, _session: Any, _envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if self.leaves_badly:
            server.transport.abort()
        return "221 Bye"


@pytest.fixture
def settings(db_app: Flask) -> Iterator[Callable[..., None]]:
    """Change settings until the test ends."""
    before = db_app.installation.settings

    def change(**changes: Any) -> None:
        db_app.installation.settings = replace(db_app.installation.settings, **changes)

    yield change
    db_app.installation.settings = before


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def postbox(settings: Callable[..., None]) -> Iterator[Postbox]:
    box = Postbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings(mail_port=controller.port)
    yield box
    controller.stop()


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], datetime]:
    """Move the clock on from where the test began."""
    began = datetime.now(UTC)

    def move(by: timedelta) -> datetime:
        monkeypatch.setattr(clock, "now", lambda: began + by)
        return began + by

    return move


def write_letter() -> int:
    with transaction() as tx:
        subject, body = "คูปองของท่าน\nBcc: x@example.test", f"เรียน ท่านผู้ประกอบการ {LINK}"
        return send(tx, "owner@example.test", subject, body, now=clock.now())


def kept(number: int) -> OutboundMail:
    db.session.rollback()
    return db.session.get_one(OutboundMail, number, populate_existing=True)


def test_a_letter_arrives_in_thai_and_only_once(db_app: Flask, postbox: Postbox) -> None:
    number = write_letter()

    jobs.run_now(db_app, "mail.send", mail_id=number)
    jobs.run_now(db_app, "mail.send", mail_id=number)

    (letter,) = postbox.received
    assert letter["To"] == "owner@example.test"
    assert letter["Subject"] == "คูปองของท่าน Bcc: x@example.test"
    assert letter["Bcc"] is None
    assert letter.get_content().strip() == f"เรียน ท่านผู้ประกอบการ {LINK}"


def test_once_sent_its_text_is_in_no_table(db_app: Flask, postbox: Postbox) -> None:
    number = write_letter()
    delivery.deliver(number)

    sent = kept(number)
    assert (sent.state, sent.subject, sent.body) == (MailState.SENT, "", "")
    assert sent.sent_at is not None
    assert sent.claimed_at is None


def test_the_database_refuses_a_sent_one_with_its_text(db_app: Flask) -> None:
    number = write_letter()
    with pytest.raises(sa.exc.IntegrityError, match="erased_at_the_end"), transaction() as tx:
        tx.execute(
            sa.update(OutboundMail)
            .where(OutboundMail.id == number)
            .values(state=MailState.SENT, sent_at=clock.now())
        )


def test_no_transaction_is_open_while_the_mail_server_takes_it(
    db_app: Flask, postbox: Postbox, server: embedded.EmbeddedServer, database: str
) -> None:
    number, seen = write_letter(), []

    def look() -> None:
        with psycopg.connect(server.url("postgres", database)) as connection:
            seen.extend(
                connection.execute(
                    "SELECT state FROM pg_stat_activity WHERE datname = current_database() AND usename = %s",
                    (embedded.APP_ROLE,),
                ).fetchall()
            )

    postbox.during = look
    delivery.deliver(number)

    assert seen, "the application was looked for under another name"
    assert not [state for (state,) in seen if state != "idle"]


def test_one_that_was_not_taken_waits_and_is_tried_again_when_its_turn_comes(
    db_app: Flask, postbox: Postbox, at: Callable[[timedelta], datetime]
) -> None:
    at(timedelta())
    number = write_letter()
    with transaction() as tx:
        tx.execute(sa.text("DELETE FROM procrastinate_jobs"))
    postbox.reply = "451 try again later"
    delivery.deliver(number)

    waiting = kept(number)
    assert (waiting.state, waiting.last_error) == (MailState.WAITING, "SMTPDataError: 451")
    assert LINK in waiting.body
    assert queue_waiting_mail(now=at(timedelta(seconds=30))) == 0
    assert queue_waiting_mail(now=at(timedelta(seconds=61))) == 1
    assert queue_waiting_mail(now=at(timedelta(seconds=62))) == 0, "its job waits already"

    postbox.reply = "250 OK"
    delivery.deliver(number)
    assert kept(number).state is MailState.SENT


def test_it_outlives_a_weekend_without_a_mail_server(
    db_app: Flask, settings: Callable[..., None], at: Callable[[timedelta], datetime]
) -> None:
    settings(mail_port=free_port())
    number = write_letter()
    tries = 0
    for minutes in range(0, 72 * 60, 30):
        now = at(timedelta(minutes=minutes))
        if queue_waiting_mail(now=now) or not tries:
            delivery.deliver(number)
            tries += 1
            with transaction() as tx:
                tx.execute(sa.text("DELETE FROM procrastinate_jobs"))

    waiting = kept(number)
    assert (waiting.state, waiting.attempts, waiting.last_error) == (
        MailState.WAITING,
        tries,
        "ConnectionRefusedError",
    )
    assert 70 <= tries <= 80


def test_what_nobody_took_is_given_up_visibly_requeued_by_a_command_and_erased_in_the_end(
    db_app: Flask, settings: Callable[..., None], at: Callable[[timedelta], datetime]
) -> None:
    settings(mail_port=free_port())
    number = write_letter()
    at(PATIENCE + timedelta(minutes=1))
    delivery.deliver(number)

    assert kept(number).state is MailState.GIVEN_UP
    counted = {(name, labels.get("state")): value for name, labels, value in delivery.metrics(db.session())}
    assert counted["mail", "given_up"] == 1
    told = db_app.test_cli_runner().invoke(args=["mail", "requeue"])
    assert "1 e-mails queued again" in told.output
    assert kept(number).state is MailState.WAITING

    at(2 * PATIENCE + timedelta(hours=1))
    delivery.deliver(number)
    db.session.rollback()
    assert erase_mail(now=at(2 * PATIENCE + RETENTION_GIVEN_UP)) == 0
    assert erase_mail(now=at(2 * PATIENCE + RETENTION_GIVEN_UP + timedelta(hours=2))) == 1
    erased = kept(number)
    assert (erased.state, erased.subject, erased.body) == (MailState.ERASED, "", "")


def test_an_address_that_the_server_does_not_know_is_given_up_at_once(
    db_app: Flask, postbox: Postbox
) -> None:
    number = write_letter()
    postbox.to_nobody = "550 no such mailbox"
    delivery.deliver(number)

    refused = kept(number)
    assert (refused.state, refused.last_error) == (MailState.GIVEN_UP, "recipient refused: 550")


def test_a_worker_killed_before_it_could_say_so_sends_at_most_one_copy_more(
    db_app: Flask,
    postbox: Postbox,
    at: Callable[[timedelta], datetime],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at(timedelta())
    number = write_letter()

    def die(*_: object) -> None:
        raise Killed

    monkeypatch.setattr(delivery, "_record_sent", die)
    for killed in range(5):
        at(killed * (LEASE + timedelta(seconds=1)))
        with suppress(Killed):
            delivery.deliver(number)

    assert len(postbox.received) == 2
    assert len({letter["Message-ID"] for letter in postbox.received}) == 1
    given_up = kept(number)
    assert (given_up.state, given_up.last_error) == (MailState.GIVEN_UP, "cut off")


def test_a_killed_workers_claim_keeps_others_away_until_its_lease_is_over(
    db_app: Flask,
    postbox: Postbox,
    at: Callable[[timedelta], datetime],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at(timedelta())
    number = write_letter()
    with monkeypatch.context() as patched:
        patched.setattr(delivery, "_transport", lambda *_: (_ for _ in ()).throw(Killed))
        with pytest.raises(Killed):
            delivery.deliver(number)
    at(LEASE - timedelta(seconds=1))
    delivery.deliver(number)
    assert postbox.received == []

    at(LEASE)
    delivery.deliver(number)
    assert len(postbox.received) == 1
    assert kept(number).state is MailState.SENT


@pytest.mark.parametrize("other", ["sent it", "gave it up", "is at it"])
@pytest.mark.parametrize("reply", ["451 later", "550 never"])
def test_a_failure_that_comes_after_the_lease_changes_nothing_of_what_another_worker_did(
    db_app: Flask, postbox: Postbox, at: Callable[[timedelta], datetime], other: str, reply: str
) -> None:
    at(timedelta())
    number = write_letter()
    settled: list[tuple[Any, ...]] = []

    def row() -> tuple[Any, ...]:
        return tuple(kept(number).__dict__[column.key] for column in sa.inspect(OutboundMail).columns)

    def meanwhile() -> None:
        with db_app.app_context():
            claim = claim_mail(number, now=at(LEASE + timedelta(seconds=1)))
            assert claim is not None
            if other == "sent it":
                record_mail_sent(number, now=clock.now())
            if other == "gave it up":
                assert claim_mail(number, now=at(2 * LEASE + timedelta(seconds=2))) is None
            with transaction() as tx:
                tx.execute(sa.text("DELETE FROM procrastinate_jobs"))
            settled.append(row())

    postbox.during, postbox.reply, postbox.to_nobody = meanwhile, reply, ""
    delivery.deliver(number)

    assert [row()] == settled
    assert queue_waiting_mail(now=at(2 * LEASE)) == 0


def test_a_server_that_takes_the_text_and_falls_silent_gets_at_most_two_copies(
    db_app: Flask,
    postbox: Postbox,
    at: Callable[[timedelta], datetime],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(delivery, "TAKING_SECONDS", 0.3)
    at(timedelta())
    number = write_letter()
    postbox.silent = True
    for time in range(4):
        at(time * (LEASE + timedelta(seconds=1)))
        delivery.deliver(number)

    assert len(postbox.received) == 2
    assert kept(number).state is MailState.GIVEN_UP


def test_a_server_that_takes_it_and_breaks_off_the_farewell_has_it(db_app: Flask, postbox: Postbox) -> None:
    number = write_letter()
    postbox.leaves_badly = True
    delivery.deliver(number)

    assert len(postbox.received) == 1
    assert kept(number).state is MailState.SENT


@pytest.fixture
def silent_server() -> Iterator[int]:
    """Accepts connections and says nothing."""
    listening = socket.create_server(("127.0.0.1", 0))
    accepted = []

    def accept() -> None:
        while True:
            try:
                accepted.append(listening.accept()[0])
            except OSError:
                return

    threading.Thread(target=accept, daemon=True).start()
    yield listening.getsockname()[1]
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    for each in accepted:
        each.close()


@pytest.mark.parametrize(("reply", "most"), [(0.3, 60), (60, 0.3)], ids=["a reply", "all of it"])
def test_a_server_that_hangs_costs_a_try_and_no_more(
    db_app: Flask,
    silent_server: int,
    settings: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    reply: float,
    most: float,
) -> None:
    monkeypatch.setattr(delivery, "REPLY_SECONDS", reply)
    monkeypatch.setattr(delivery, "MOST_SECONDS", most)
    settings(mail_port=silent_server)
    number = write_letter()
    delivery.deliver(number)

    waiting = kept(number)
    assert (waiting.state, waiting.claimed_at, waiting.unsettled) == (MailState.WAITING, None, 0)
    assert waiting.next_attempt_at is not None


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A self-made certificate of `localhost`, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.mark.parametrize(
    ("host", "known", "state"),
    [
        ("localhost", True, MailState.SENT),
        ("localhost", False, MailState.WAITING),
        ("127.0.0.1", True, MailState.WAITING),
    ],
    ids=["in order", "of nobody known", "of another host"],
)
def test_starttls_takes_a_certificate_in_order_and_no_other(
    db_app: Flask,
    settings: Callable[..., None],
    certificate: Path,
    host: str,
    known: bool,
    state: MailState,
) -> None:
    box, context = Postbox(), ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    controller = Controller(
        box, hostname="127.0.0.1", port=free_port(), tls_context=context, require_starttls=True
    )
    controller.start()
    ca_file = str(certificate) if known else ""
    settings(mail_host=host, mail_port=controller.port, mail_tls=True, mail_ca_file=ca_file)
    number = write_letter()
    delivery.deliver(number)
    controller.stop()

    found = kept(number)
    assert found.state is state
    assert len(box.received) == (state is MailState.SENT)
    assert found.last_error in (None, "SSLCertVerificationError")


def test_a_letter_that_cannot_be_written_is_given_up(db_app: Flask, postbox: Postbox) -> None:
    number = write_letter()
    with transaction() as tx:
        tx.execute(sa.update(OutboundMail).values(to_address="a@example.test\nBcc: b@example.test"))
    delivery.deliver(number)

    assert postbox.received == []
    assert kept(number).state is MailState.GIVEN_UP


@pytest.mark.usefixtures("postbox")
def test_the_job_exists_exactly_when_its_letter_does(db_app: Flask) -> None:
    with pytest.raises(ZeroDivisionError), transaction() as tx:
        send(tx, "a@example.test", "s", "b", now=clock.now())
        raise ZeroDivisionError
    assert db.session.scalar(QUEUED) == 0

    write_letter()
    assert db.session.scalar(QUEUED) == 1


def test_without_a_mail_server_letters_are_kept_and_nothing_is_queued(db_app: Flask) -> None:
    write_letter()
    jobs.run_now(db_app, "mail.sweep")

    assert db.session.scalar(sa.select(sa.func.count()).select_from(OutboundMail)) == 1
    assert db.session.scalar(QUEUED) == 0
