"""E-mails on their way out: sent by the worker, outside any transaction.

Sending claims the row, speaks to the mail server, and records the result: three steps, of which only the first
and the last hold the database. Who is killed in between leaves a claim; after its lease the e-mail is sent once more,
with the same Message-ID, and after a second such end it is given up. So at most two copies leave.
"""

from __future__ import annotations

import contextlib
import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import formatdate

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from config import Settings
from core import clock
from core.errors import WrongState
from core.mail.models import OutboundMail
from core.mail.services.claim_mail import Outgoing, claim_mail
from core.mail.services.erase_mail import erase_mail
from core.mail.services.queue_waiting_mail import queue_waiting_mail
from core.mail.services.record_mail_failure import record_mail_failure
from core.mail.services.record_mail_sent import record_mail_sent
from core.mail.states import MailState
from core.settings import installation
from core.tasks import queue as jobs

log = structlog.get_logger("mail")


REPLY_SECONDS = 20
"""For each reply of the mail server."""


TAKING_SECONDS = 90
"""For its last one, after the text: a copy is at stake."""


MOST_SECONDS = 240
"""For all of it, also from a server that sends a byte now and then; well within claim_mail.LEASE."""


PERMANENT = 500
"""SMTP reply codes from here on mean: never (RFC 5321, 4.2.1)."""


def _message(mail: Outgoing, sender: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = sender
    message["To"] = mail.to_address
    message["Subject"] = mail.subject
    message["Date"] = formatdate(mail.created_at.timestamp())
    # The same for a second copy, so that mail programs show one.
    message["Message-ID"] = f"<{mail.id}.{mail.created_at:%Y%m%d%H%M%S%f}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.body)
    return message


class _Conversation(smtplib.SMTP):
    """Knows whether the text has begun to leave: from then on, silence may mean that the server has it."""

    text_leaves = False

    def getreply(self) -> tuple[int, bytes]:
        """The server's reply; 354 asks for the text."""
        code, words = super().getreply()
        if code == 354 and self.sock is not None:
            self.text_leaves = True
            self.sock.settimeout(TAKING_SECONDS)
        return code, words

    def cut(self) -> None:
        """End it from another thread."""
        with contextlib.suppress(OSError, AttributeError):
            self.sock.shutdown(socket.SHUT_RDWR)  # type: ignore[union-attr]  # AttributeError is suppressed


@contextlib.contextmanager
def _in_time(server: _Conversation) -> Iterator[None]:
    timer = threading.Timer(MOST_SECONDS, server.cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        server.close()


def _transport(settings: Settings, message: EmailMessage, server: _Conversation) -> None:
    with _in_time(server):
        server.connect(settings.mail_host, settings.mail_port)
        if settings.mail_tls:
            server._host = settings.mail_host  # type: ignore[attr-defined]  # whose certificate it must be
            server.starttls(context=ssl.create_default_context(cafile=settings.mail_ca_file or None))
        if settings.mail_username:
            server.login(settings.mail_username, settings.mail_password)
        server.send_message(message)
        with contextlib.suppress(OSError):  # it has been taken, however the farewell goes
            server.quit()


def _reason(error: Exception) -> tuple[str, bool]:
    """(what to keep of a failure, whether trying again is of no use). Nothing of it names a person."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _words in error.recipients.values()]
        return f"recipient refused: {codes[0]}", all(code >= PERMANENT for code in codes)
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{type(error).__name__}: {error.smtp_code}", False
    return type(error).__name__, not isinstance(error, OSError)


def _record_sent(mail_id: int) -> None:
    """Patiently: what is not recorded is sent again."""
    for wait in (1, 5, 25, 0):
        try:
            record_mail_sent(mail_id, now=clock.now())
        except OperationalError:
            if not wait:
                raise
            time.sleep(wait)
        except WrongState:
            log.warning("mail.settled_meanwhile", mail_id=mail_id)
            return
        else:
            return


@jobs.task("mail.send", jobs.Queue.MAIL)
def deliver(mail_id: int) -> None:
    """Send one e-mail, if it is still to be sent and nobody else is at it."""
    settings: Settings = installation.settings()
    claimed = claim_mail(mail_id, now=clock.now()) if settings.mail_port else None
    if claimed is None:
        return
    server = _Conversation(local_hostname=socket.gethostname(), timeout=REPLY_SECONDS)
    try:
        _transport(settings, _message(claimed, settings.mail_from), server)
    except (OSError, ValueError) as error:  # smtplib's errors are OSErrors
        reason, for_good = _reason(error)
        said_no = not isinstance(error, OSError) or isinstance(error, smtplib.SMTPResponseException)
        log.warning(
            "mail.not_sent", mail_id=mail_id, reason=reason, unsettled=server.text_leaves and not said_no
        )
        if said_no or not server.text_leaves:
            record_mail_failure(claimed, reason, for_good=for_good, now=clock.now())
        # Else nobody knows whether it was taken: the claim stands until its lease is over.
        return
    _record_sent(mail_id)


@jobs.task("mail.sweep", jobs.Queue.MAIL, cron="* * * * *")
def sweep() -> None:
    """Every minute: queue what is to be tried again, and what lost its job; erase what was given up long ago."""
    if installation.settings().mail_port:
        queue_waiting_mail(now=clock.now())
    erase_mail(now=clock.now())


def metrics(session: Session) -> Iterator[tuple[str, dict[str, str], float]]:
    """How many e-mails wait and were given up, and for how many seconds the oldest has waited."""
    live = (MailState.WAITING, MailState.GIVEN_UP)
    counts = sa.select(OutboundMail.state, sa.func.count()).where(OutboundMail.state.in_(live))
    found = {row[0]: row[1] for row in session.execute(counts.group_by(OutboundMail.state))}
    for state in live:
        yield "mail", {"state": state.value}, found.get(state, 0)
    oldest = sa.select(sa.func.min(OutboundMail.state_since)).where(OutboundMail.state == MailState.WAITING)
    since = session.scalar(oldest)
    yield "mail_oldest_seconds", {}, (clock.now() - since).total_seconds() if since else 0


TASKS = (
    deliver,
    sweep,
)
