"""Erase e-mails that were given up and not requeued."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core.db import transaction
from core.mail.models import OutboundMail
from core.mail.states import MAIL_MACHINE, RETENTION_GIVEN_UP, MailState


def erase_mail(*, now: datetime) -> int:
    """Take the text, with whatever link is in it, from what was given up a week ago; returns how many."""
    with transaction() as tx:
        old = sa.select(OutboundMail.id).where(
            OutboundMail.state == MailState.GIVEN_UP, OutboundMail.state_since < now - RETENTION_GIVEN_UP
        )
        found = tx.session.scalars(old.with_for_update(skip_locked=True)).all()
        for mail_id in found:
            tx.advance(OutboundMail, mail_id, MAIL_MACHINE, "erase", state_since=now, subject="", body="")
        return len(found)
