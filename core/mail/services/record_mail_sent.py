"""Record that the mail server took an e-mail."""

from __future__ import annotations

from datetime import datetime

from core.db import transaction
from core.mail.models import OutboundMail
from core.mail.states import MAIL_MACHINE


def record_mail_sent(mail_id: int, *, now: datetime) -> None:
    """It is sent, and its text, with whatever link was in it, is erased. WrongState if it no longer waits."""
    with transaction() as tx:
        columns = {"sent_at": now, "state_since": now, "claimed_at": None, "subject": "", "body": ""}
        tx.advance(OutboundMail, mail_id, MAIL_MACHINE, "send", **columns)
