"""Queue the e-mails whose turn has come."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core.db import transaction
from core.mail.models import OutboundMail
from core.mail.services.claim_mail import LEASE
from core.mail.states import MailState
from core.tasks import queue as jobs

AT_MOST = 500


_NOT_QUEUED = sa.text(
    "NOT EXISTS (SELECT FROM procrastinate_jobs AS queued WHERE queued.status = 'todo'"
    " AND queued.task_name = 'mail.send' AND queued.args ->> 'mail_id' = outbound_mails.id::text)"
)


def queue_waiting_mail(*, now: datetime) -> int:
    """Queue what is to be tried again, and what lost its job or its worker; returns how many."""
    with transaction() as tx:
        due = tx.session.scalars(
            sa.select(OutboundMail.id)
            .where(
                OutboundMail.state == MailState.WAITING,
                sa.or_(OutboundMail.claimed_at.is_(None), OutboundMail.claimed_at <= now - LEASE),
                sa.or_(OutboundMail.next_attempt_at.is_(None), OutboundMail.next_attempt_at <= now),
                _NOT_QUEUED,
            )
            .order_by(OutboundMail.id)
            .limit(AT_MOST)
            .with_for_update(skip_locked=True)
        ).all()
        for mail_id in due:
            jobs.defer(tx, "mail.send", mail_id=mail_id)
        return len(due)
