"""Tables that no room owns: documents, outgoing mail, idempotency keys."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import At, BigId, Code, Digest, IdPk, Name, db


class Document(db.Model):
    """An uploaded or produced file; its content lies under its digest in the data folder."""

    __tablename__ = "documents"

    id: Mapped[IdPk]
    sha256: Mapped[Digest] = mapped_column(index=True)
    size: Mapped[int] = mapped_column(sa.BigInteger)
    """Bytes."""
    media_type: Mapped[Code]
    file_name: Mapped[Name]
    """As the person called it, cleaned; may hold personal data."""
    kind: Mapped[Code]
    organisation_id: Mapped[int | None] = mapped_column(sa.BigInteger, index=True)
    """Whose it is; None for OSMEP's own. Identity is a room above, so no foreign key."""
    stored_at: Mapped[At]
    stored_by_id: Mapped[BigId]


class OutboundMail(db.Model):
    """A letter to be sent: a row of the transaction that caused it."""

    __tablename__ = "outbound_mails"

    id: Mapped[IdPk]
    to_address: Mapped[str] = mapped_column(sa.String(255))
    subject: Mapped[str] = mapped_column(sa.String(300))
    body: Mapped[str] = mapped_column(sa.Text)
    created_at: Mapped[At]
    sent_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)


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
