"""An e-mail is a row of the transaction that causes it; core/mail/delivery.py sends it."""

from __future__ import annotations

from datetime import datetime

from core.db import Tx
from core.mail.models import OutboundMail
from core.settings import installation
from core.tasks import queue as jobs


def send(tx: Tx, to_address: str, subject: str, body: str, *, now: datetime) -> OutboundMail:
    """Write an e-mail and queue its sending. `subject` and `body` are already in the reader's language.

    Without a mail server nothing is queued: e-mails are kept, and sent once a server is named.
    """
    mail = tx.add(
        OutboundMail(
            to_address=to_address,
            subject=" ".join(subject.split())[:300],
            body=body,
            created_at=now,
            state_since=now,
        )
    )
    if installation.settings().mail_port:
        jobs.defer(tx, "mail.send", mail_id=mail.id)
    return mail
