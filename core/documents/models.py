"""Tables of uploaded and produced files."""

from __future__ import annotations

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
    media_type: Mapped[str] = mapped_column(sa.String(100))
    file_name: Mapped[Name]
    """As the person called it, cleaned; may hold personal data."""
    kind: Mapped[Code]
    organisation_id: Mapped[int | None] = mapped_column(sa.BigInteger, index=True)
    """Whose it is; None for OSMEP's own. Identity is a package above, so no foreign key."""
    stored_at: Mapped[At]
    stored_by_id: Mapped[BigId] = mapped_column(index=True)

    __table_args__ = (sa.Index("ix_documents_kind_stored_at", "kind", "stored_at"),)


class UploadHour(db.Model):
    """How many files a person uploaded in the last hour of theirs, taken or not."""

    __tablename__ = "upload_hours"

    person_id: Mapped[BigId] = mapped_column(primary_key=True, autoincrement=False)
    hour: Mapped[At] = mapped_column(index=True)
    files: Mapped[int]
