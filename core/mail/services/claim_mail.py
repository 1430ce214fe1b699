"""Claim an e-mail, to send it outside any transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.db import transaction
from core.mail.models import OutboundMail
from core.mail.states import MAIL_MACHINE, MailState

LEASE = timedelta(minutes=10)
"""Longer than sending ever takes: a claim this old is of a worker that was killed, or never learnt the result."""


MOST_UNCONFIRMED = 2
"""Claims that may end so: each of them may have sent a copy."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What is sent."""

    id: int
    to_address: str
    subject: str
    body: str
    created_at: datetime
    claimed_at: datetime
    """Which claim this is: once it is over, another worker's may be in its place."""


def claim_mail(mail_id: int, *, now: datetime) -> Outgoing | None:
    """Return the e-mail for the caller alone to send; None when it is sent, claimed, or given up."""
    with transaction() as tx:
        mail = tx.lock(OutboundMail, mail_id)
        if mail.state is not MailState.WAITING:
            return None
        if mail.claimed_at is not None:
            if mail.claimed_at > now - LEASE:
                return None
            mail.unsettled += 1
        if mail.unsettled >= MOST_UNCONFIRMED:
            tx.session.flush()
            why = {"last_error": "cut off", "state_since": now, "claimed_at": None}
            tx.advance(OutboundMail, mail_id, MAIL_MACHINE, "give_up", **why)
            return None
        mail.claimed_at, mail.attempts = now, mail.attempts + 1
        return Outgoing(mail.id, mail.to_address, mail.subject, mail.body, mail.created_at, now)
