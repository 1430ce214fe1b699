"""An e-mail is a row of the transaction that causes it; core/mail/delivery.py sends it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core.db import Tx
from core.mail.models import OutboundMail
from core.mail.states import MailState
from core.settings import installation
from core.tasks import queue as jobs


def send(tx: Tx, to_address: str, subject: str, body: str, *, now: datetime) -> int:
    """Write an e-mail and queue its sending; returns its id. `subject` and `body` are already in the reader's language.

    Without a mail server nothing is queued: e-mails are kept, and sent once a server is named.
    """
    mail_id = tx.insert(
        OutboundMail,
        {
            "to_address": to_address,
            "subject": " ".join(subject.split())[:300],
            "body": body,
            "created_at": now,
            "attempts": 0,
            "state": MailState.WAITING,
            "state_since": now,
            "unsettled": 0,
        },
    )
    if installation.settings().mail_port:
        jobs.defer(tx, "mail.send", mail_id=mail_id)
    return mail_id


def rewrite(tx: Tx, mail_id: int, body: str) -> None:
    """Give an e-mail that this transaction wrote another body."""
    tx.execute(sa.update(OutboundMail).where(OutboundMail.id == mail_id).values(body=body))
