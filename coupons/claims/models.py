"""The evidence of claims."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import At, IdPk, db
from coupons.claims.states import EvidenceKind


class Evidence(db.Model):
    """A file that proves a part of a redemption."""

    __tablename__ = "evidence"

    id: Mapped[IdPk]
    redemption_id: Mapped[int] = mapped_column(sa.ForeignKey("redemptions.id"), index=True)
    kind: Mapped[EvidenceKind]
    document_id: Mapped[int] = mapped_column(sa.ForeignKey("documents.id"), index=True)
    added_at: Mapped[At]
    added_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    removed_at: Mapped[datetime | None]
    """Taken back before delivery was declared; the file itself is kept."""
