"""Letters: written as rows of the transaction, sent by the worker."""

from __future__ import annotations

import smtplib
from datetime import datetime
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

import sqlalchemy as sa
from flask import current_app

from config import Settings
from core import clock, jobs
from core.db import Tx, transaction
from core.models import OutboundMail

MAX_ATTEMPTS = 8
TIMEOUT_SECONDS = 15


def send(tx: Tx, to_address: str, subject: str, body: str, *, now: datetime) -> OutboundMail:
    """Write a letter and queue its sending. `subject` and `body` are already in the reader's language.

    Without a mail server nothing is queued: letters are kept, and swept up once a server is named.
    """
    mail = tx.add(
        OutboundMail(
            to_address=to_address, subject=" ".join(subject.split())[:300], body=body, created_at=now
        )
    )
    if current_app.extensions["settings"].mail_port:
        jobs.defer(tx, "mail.send", mail_id=mail.id)
    return mail


def _message(mail: OutboundMail, sender: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = sender
    message["To"] = mail.to_address
    message["Subject"] = mail.subject
    message["Date"] = formatdate(mail.created_at.timestamp())
    message["Message-ID"] = make_msgid(idstring=str(mail.id), domain=sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.body)
    return message


def _transport(settings: Settings, message: EmailMessage) -> None:
    with smtplib.SMTP(settings.mail_host, settings.mail_port, timeout=TIMEOUT_SECONDS) as server:
        if settings.mail_tls:
            server.starttls()
        if settings.mail_username:
            server.login(settings.mail_username, settings.mail_password)
        server.send_message(message)


@jobs.task("mail.send", jobs.Queue.MAIL)
def deliver(mail_id: int) -> None:
    """Send one letter, once: the row is locked while it goes, so two workers cannot both send it."""
    settings: Settings = current_app.extensions["settings"]
    if not settings.mail_port:
        return
    with transaction() as tx:
        mail = tx.lock(OutboundMail, mail_id)
        if mail.sent_at is None:
            _transport(settings, _message(mail, settings.mail_from))
            mail.sent_at = clock.now()


@jobs.task("mail.sweep", jobs.Queue.MAIL, cron="*/10 * * * *")
def sweep() -> None:
    """Queue again what has waited: a letter whose job was lost is found by its row."""
    if not current_app.extensions["settings"].mail_port:
        return
    with transaction() as tx:
        waiting = sa.select(OutboundMail.id).where(
            OutboundMail.sent_at.is_(None),
            OutboundMail.attempts < MAX_ATTEMPTS,
            OutboundMail.created_at < sa.func.now() - sa.text("interval '15 minutes'"),
        )
        for mail in tx.session.scalars(
            sa.update(OutboundMail)
            .where(OutboundMail.id.in_(waiting))
            .values(attempts=OutboundMail.attempts + 1)
            .returning(OutboundMail.id)
        ):
            jobs.defer(tx, "mail.send", mail_id=mail)
