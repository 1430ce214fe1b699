"""Requests to remove a person's second factors."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import At, BigId, IdPk, db
from identity.factor_resets.states import FactorResetState
from identity.people.models import Person


class FactorReset(db.Model):
    """A request to remove a person's second factors: one person asks, another confirms, and it is about a third."""

    __tablename__ = "factor_resets"

    id: Mapped[IdPk]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    state: Mapped[FactorResetState] = mapped_column(default=FactorResetState.ASKED)
    asked_at: Mapped[At]
    asked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    reason_id: Mapped[BigId]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id])

    __table_args__ = (
        sa.CheckConstraint("asked_by_id <> person_id AND decided_by_id <> person_id", name="of_another"),
        sa.CheckConstraint(
            "state <> 'confirmed' OR (decided_by_id IS NOT NULL AND decided_by_id <> asked_by_id)",
            name="confirmed_by_another",
        ),
        sa.Index(
            "uq_factor_resets_asked", "person_id", unique=True, postgresql_where=sa.text("state = 'asked'")
        ),
    )
