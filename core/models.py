"""Tables that no room owns: documents, outgoing mail, idempotency keys, long work, changes to the holidays."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.db import At, BigId, Code, Day, Digest, IdPk, Name, db
from core.mail_states import MailState
from core.work_states import WorkState


class Document(db.Model):
    """An uploaded or produced file; its content lies under its digest in the data folder."""

    __tablename__ = "documents"

    id: Mapped[IdPk]
    sha256: Mapped[Digest] = mapped_column(index=True)
    size: Mapped[int] = mapped_column(sa.BigInteger)
    """Bytes."""
    media_type: Mapped[str] = mapped_column(sa.String(100))
    file_name: Mapped[Name]
    """As the person called it, cleaned; may hold personal data."""
    kind: Mapped[Code]
    organisation_id: Mapped[int | None] = mapped_column(sa.BigInteger, index=True)
    """Whose it is; None for OSMEP's own. Identity is a room above, so no foreign key."""
    stored_at: Mapped[At]
    stored_by_id: Mapped[BigId] = mapped_column(index=True)

    __table_args__ = (sa.Index("ix_documents_kind_stored_at", "kind", "stored_at"),)


class UploadHour(db.Model):
    """How many files a person uploaded in the last hour of theirs, taken or not."""

    __tablename__ = "upload_hours"

    person_id: Mapped[BigId] = mapped_column(primary_key=True, autoincrement=False)
    hour: Mapped[At] = mapped_column(index=True)
    files: Mapped[int]


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


class IdempotencyKey(db.Model):
    """What a client may retry: inserted first, so that a twin waits; kept 30 days (DESIGN §3)."""

    __tablename__ = "idempotency_keys"

    person_id: Mapped[BigId] = mapped_column(primary_key=True)
    route: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    body_digest: Mapped[Digest]
    answer: Mapped[str | None] = mapped_column(sa.Text)
    """The first answer: a JSON document, or the address a form was sent on to."""
    created_at: Mapped[At] = mapped_column(server_default=sa.func.now(), index=True)


class KeptForm(db.Model):
    """What somebody typed that could not be taken: encrypted, for her alone, for half an hour (core/kept_forms.py)."""

    __tablename__ = "kept_forms"

    id: Mapped[IdPk]
    person_id: Mapped[BigId] = mapped_column(index=True)
    capacity: Mapped[Code]
    """In which capacity the form was drawn, as identity names it."""
    address: Mapped[str] = mapped_column(sa.String(500))
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)
    kept_at: Mapped[At] = mapped_column(index=True)


class LongWork(db.Model):
    """One piece of work that a person asked for and the worker does: how far it is, and what came of it.

    At most one piece of a kind about the same thing waits or runs; the partial unique index is the proof.
    """

    __tablename__ = "long_works"

    id: Mapped[IdPk]
    kind: Mapped[Code]
    """A name of core.long_work.kinds."""
    about: Mapped[str] = mapped_column(sa.String(64))
    """Which thing of that kind: an id or a digest."""
    arguments: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """What the work needs: ids and choices. Of a list's file its address, with what was searched for until it is deleted."""
    asked_at: Mapped[At]
    asked_by_id: Mapped[BigId]
    acting_as: Mapped[Code]
    """In which capacity she asked, as identity names it; what she may is asked anew when the work begins."""
    state: Mapped[WorkState] = mapped_column(default=WorkState.WAITING)
    state_since: Mapped[At]
    tries: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    """Lines, payments or steps; None until it is counted."""
    result_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    refusal: Mapped[str | None] = mapped_column(sa.String(200))
    """The reason, as core.labels.name_of() writes it; its words are found when somebody reads them."""
    refusal_facts: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    noted_at: Mapped[datetime | None]
    """When the asker put away that it came to nothing."""

    __table_args__ = (
        sa.Index(
            "uq_long_works_live",
            "kind",
            "about",
            unique=True,
            postgresql_where=sa.text("state IN ('waiting', 'running')"),
        ),
        sa.Index(None, "asked_by_id", "state"),
        sa.Index("ix_long_works_kind_state_since", "kind", "state_since"),
        sa.CheckConstraint("(state = 'done') = (result_id IS NOT NULL)", name="done_has_result"),
        sa.CheckConstraint("(state = 'refused') = (refusal IS NOT NULL)", name="refused_has_reason"),
        sa.CheckConstraint("done >= 0 AND done <= coalesce(total, done)", name="done_within_total"),
    )


class HolidayChange(db.Model):
    """A day that staff have added to the official holidays, or struck from them; the last word on the day counts."""

    __tablename__ = "holiday_changes"

    day: Mapped[Day] = mapped_column(primary_key=True)
    is_holiday: Mapped[bool]
    name_th: Mapped[Name]
    name_en: Mapped[Name]
    source: Mapped[str] = mapped_column(sa.String(300))
    """The resolution or announcement that says so."""
    changed_at: Mapped[At]
    changed_by_id: Mapped[BigId]
