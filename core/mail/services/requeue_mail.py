"""Try again the e-mails that were given up."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core.db import transaction
from core.mail.models import OutboundMail
from core.mail.states import MAIL_MACHINE, MailState


def requeue_mail(*, now: datetime) -> int:
    """Have each that was given up, and is not erased yet, wait anew for as long as the first time; returns how many."""
    with transaction() as tx:
        given_up = sa.select(OutboundMail.id).where(OutboundMail.state == MailState.GIVEN_UP)
        found = tx.session.scalars(given_up.order_by(OutboundMail.id).with_for_update()).all()
        for mail_id in found:
            anew = {"state_since": now, "next_attempt_at": None, "unsettled": 0, "attempts": 0}
            tx.advance(OutboundMail, mail_id, MAIL_MACHINE, "requeue", **anew)
        return len(found)
