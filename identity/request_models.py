"""Requests that move rights: one officer asks, another confirms."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import At, BigId, IdPk, db
from identity.models import Person
from identity.states import RightsRequestKind, RightsRequestState


class RightsRequest(db.Model):
    """A request that moves somebody's rights: one officer asks, another confirms, and neither is concerned."""

    __tablename__ = "rights_requests"

    id: Mapped[IdPk]
    kind: Mapped[RightsRequestKind]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    """Whose rights it is about."""
    state: Mapped[RightsRequestState] = mapped_column(default=RightsRequestState.ASKED)
    asked_at: Mapped[At]
    asked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    reason_id: Mapped[BigId]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    state_reason_id: Mapped[int | None] = mapped_column(sa.BigInteger)

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id])

    __table_args__ = (
        sa.CheckConstraint("asked_by_id <> person_id AND decided_by_id <> person_id", name="of_another"),
        sa.CheckConstraint(
            "state <> 'done' OR (decided_by_id IS NOT NULL AND decided_by_id <> asked_by_id)",
            name="done_by_two",
        ),
        sa.CheckConstraint("(state = 'asked') = (decided_at IS NULL)", name="decided_has_moment"),
        sa.Index(
            "uq_rights_requests_unblock",
            "person_id",
            unique=True,
            postgresql_where=sa.text("kind = 'unblock' AND state = 'asked'"),
        ),
        sa.Index("ix_rights_requests_asked", "asked_at", postgresql_where=sa.text("state = 'asked'")),
    )
