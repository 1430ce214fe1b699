"""What a client may send twice."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import At, BigId, Digest, db


class IdempotencyKey(db.Model):
    """What a client may retry: inserted first, so that a twin waits; kept 30 days (docs/architecture.md#database)."""

    __tablename__ = "idempotency_keys"

    person_id: Mapped[BigId] = mapped_column(primary_key=True)
    route: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    body_digest: Mapped[Digest]
    answer: Mapped[str | None] = mapped_column(sa.Text)
    """The first response: a JSON document, or the address to which a form was redirected."""
    created_at: Mapped[At] = mapped_column(server_default=sa.func.now(), index=True)
