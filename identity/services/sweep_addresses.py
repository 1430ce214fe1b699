"""Forget addresses of people who did not come."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from core.db import transaction
from identity.models import Invitation, MailRequest

KEPT_REQUESTS = timedelta(days=7)
"""How long an address waits for an e-mail that somebody asked for: the worker answers within seconds, and removes it."""
KEPT_INVITATIONS = timedelta(days=90)
"""How long an invitation that nobody took up is kept once it has expired."""


def sweep_addresses(*, now: datetime) -> int:
    """Delete requests for e-mails that were never answered, and invitations that came to nothing; returns how many."""
    invitations = sa.and_(Invitation.taken_up_at.is_(None), Invitation.expires_at < now - KEPT_INVITATIONS)
    with transaction() as tx:
        swept: int = tx.execute(sa.delete(Invitation).where(invitations)).rowcount
        requests = sa.delete(MailRequest).where(MailRequest.asked_at < now - KEPT_REQUESTS)
        return swept + int(tx.execute(requests).rowcount)
