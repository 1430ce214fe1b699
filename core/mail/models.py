"""The outbox."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import At, IdPk, db
from core.mail.states import MailState


class OutboundMail(db.Model):
    """An e-mail to be sent: a row of the transaction that caused it. Its text goes once it is sent or given up for good."""

    __tablename__ = "outbound_mails"

    id: Mapped[IdPk]
    to_address: Mapped[str] = mapped_column(sa.String(255))
    subject: Mapped[str] = mapped_column(sa.String(300))
    body: Mapped[str] = mapped_column(sa.Text)
    created_at: Mapped[At]
    sent_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    state: Mapped[MailState] = mapped_column(default=MailState.WAITING, server_default="waiting")
    state_since: Mapped[At] = mapped_column(server_default=sa.func.now())
    claimed_at: Mapped[datetime | None]
    """When a worker began to send it; None while nobody does."""
    unsettled: Mapped[int] = mapped_column(default=0, server_default="0")
    """Claims that ended without a word: each may have sent a copy."""
    next_attempt_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(sa.String(80))
    """A reply code or the kind of fault; nothing personal."""

    __table_args__ = (
        sa.Index(
            "ix_outbound_mails_live",
            "state",
            "id",
            postgresql_where=sa.text("state IN ('waiting', 'given_up')"),
        ),
        sa.Index("ix_outbound_mails_settled", "state", "state_since"),
        sa.Index("ix_outbound_mails_to_address", "to_address", "id"),
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_has_time"),
        sa.CheckConstraint("claimed_at IS NULL OR state = 'waiting'", name="claimed_while_waiting"),
        sa.CheckConstraint(
            "state IN ('waiting', 'given_up') OR (subject = '' AND body = '')", name="erased_at_the_end"
        ),
    )
