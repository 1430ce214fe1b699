"""Delete traces of requests, e-mails, uploads and background tasks once their retention is over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa

from core import idempotency
from core.db import transaction
from core.documents.models import UploadHour
from core.mail.models import OutboundMail
from core.mail.states import RETENTION_SETTLED, MailState

RETENTION_UPLOAD_HOURS = timedelta(days=1)
"""How long the count of somebody's uploads is kept: it limits one hour."""


RETENTION_JOBS = timedelta(days=30)
"""How long a background task that failed for good can be looked into; one that succeeded is deleted at once."""


_OLD_JOBS = sa.text(
    "DELETE FROM procrastinate_jobs WHERE status IN ('succeeded', 'failed', 'cancelled', 'aborted') AND NOT EXISTS"
    " (SELECT FROM procrastinate_events AS event WHERE event.job_id = procrastinate_jobs.id AND event.at >= :before)"
)


def sweep_traces(*, now: datetime) -> Mapping[str, int]:
    """Delete what is older than its constant says; returns how many of each kind."""
    mail = sa.and_(
        OutboundMail.state.in_([MailState.SENT, MailState.ERASED]),
        OutboundMail.state_since < now - RETENTION_SETTLED,
    )
    with transaction() as tx:
        return {
            "keys": idempotency.sweep(tx.session, now),
            "mails": tx.execute(sa.delete(OutboundMail).where(mail)).rowcount,
            "upload_hours": tx.execute(
                sa.delete(UploadHour).where(UploadHour.hour < now - RETENTION_UPLOAD_HOURS)
            ).rowcount,
            "jobs": tx.execute(_OLD_JOBS, {"before": now - RETENTION_JOBS}).rowcount,
        }
