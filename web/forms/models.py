"""Forms that could not be taken, kept a short while."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import At, BigId, Code, IdPk, db


class SavedFormRow(db.Model):
    """What somebody typed that could not be processed: encrypted, for them alone, for half an hour (web/forms/sealed.py)."""

    __tablename__ = "kept_forms"

    id: Mapped[IdPk]
    person_id: Mapped[BigId] = mapped_column(index=True)
    capacity: Mapped[Code]
    """In which capacity the form was drawn, as identity names it."""
    address: Mapped[str] = mapped_column(sa.String(500))
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)
    kept_at: Mapped[At] = mapped_column(index=True)
