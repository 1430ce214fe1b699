"""Guesses at secrets, sign-ins, and e-mails that somebody without a session asked for."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import At, Code, Digest, IdPk, db
from identity.accounts.states import AttemptKind, MailKind, SessionEnd


class SignInAttempt(db.Model):
    """A guess at a secret, and how it ended; digests only, so that the table names nobody.

    The row is written *before* the secret is looked at, as failed, and put right after
    a success: guesses sent at the same moment therefore count each other.
    """

    __tablename__ = "sign_in_attempts"

    id: Mapped[IdPk]
    kind: Mapped[AttemptKind]
    account: Mapped[Digest]
    """HMAC of the e-mail as typed: an unknown address counts like a known one."""
    device: Mapped[bytes | None] = mapped_column(sa.LargeBinary(32))
    """HMAC of the device cookie that this account's owner earned here; none for a strange device."""
    network: Mapped[Digest]
    """HMAC of the client's network: IPv4 /24, IPv6 /48."""
    at: Mapped[At]
    failed: Mapped[bool] = mapped_column(default=True)
    reported: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    """Whether the audit trail records it (`services.report_failed_sign_ins`)."""

    __table_args__ = (
        sa.Index(
            "ix_sign_in_attempts_account", "account", "device", "at", postgresql_where=sa.text("failed")
        ),
        sa.Index("ix_sign_in_attempts_of_account", "account", "id"),
        sa.Index("ix_sign_in_attempts_network", "network", "at", postgresql_where=sa.text("failed")),
        sa.Index("ix_sign_in_attempts_at", "at"),
        sa.Index("ix_sign_in_attempts_unreported", "at", postgresql_where=sa.text("failed AND NOT reported")),
    )


class SignInSession(db.Model):
    """One sign-in of one person in one browser. Whether it holds, and what it has proved, is true here alone.

    The browser keeps a random token in its cookie; here is its digest, so that who reads the table signs in nowhere.
    """

    __tablename__ = "sign_in_sessions"

    id: Mapped[IdPk]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    token_digest: Mapped[Digest] = mapped_column(unique=True)
    created_at: Mapped[At]
    last_seen_at: Mapped[At]
    """Written at most once a minute."""
    remembered: Mapped[bool] = mapped_column(default=False)
    """Kept when the browser closes, because the person asked for it."""
    password_at: Mapped[At]
    """When the password was last given in this session."""
    second_factor_at: Mapped[datetime | None]
    """When a second factor was last given in this session."""
    browser: Mapped[Code]
    """Browser and system, such as “Chrome · Android”; never the whole user agent."""
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    """None when it ended by itself."""
    end_reason: Mapped[SessionEnd | None]

    __table_args__ = (
        sa.Index("ix_sign_in_sessions_last_seen_at", "last_seen_at"),
        sa.CheckConstraint("(ended_at IS NULL) = (end_reason IS NULL)", name="ended_for_a_reason"),
    )


class MailRequest(db.Model):
    """Somebody asked for an e-mail to an address. Known or not, it is one row; the worker decides, and removes it."""

    __tablename__ = "mail_requests"

    id: Mapped[IdPk]
    kind: Mapped[MailKind]
    address: Mapped[str] = mapped_column(sa.String(320))
    wanted: Mapped[str | None] = mapped_column(sa.String(500))
    """The page of ours where the asker was going; the link of the e-mail carries it."""
    asked_at: Mapped[At] = mapped_column(index=True)
