"""Long work that a person asked for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.db import At, BigId, Code, IdPk, db
from core.tasks.states import WorkState


class LongWork(db.Model):
    """One piece of work that a person asked for and the worker does: how far it is, and what came of it.

    At most one piece of a kind about the same thing waits or runs; the partial unique index is the proof.
    """

    __tablename__ = "long_works"

    id: Mapped[IdPk]
    kind: Mapped[Code]
    """A name of core.tasks.long_work.kinds."""
    about: Mapped[str] = mapped_column(sa.String(64))
    """Which thing of that kind: an id or a digest."""
    arguments: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """What the work needs: ids and choices. Of a list's file its address, with what was searched for until it is deleted."""
    asked_at: Mapped[At]
    asked_by_id: Mapped[BigId]
    acting_as: Mapped[Code]
    """In which capacity they asked, as identity names it; their rights are read anew when the work begins."""
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
    """When the asker dismissed that it failed."""

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
