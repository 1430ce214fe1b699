"""Requests that move rights: one officer asks, another confirms."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import At, BigId, IdPk, db
from identity.models import Membership, Organisation, Person
from identity.states import RightsRequestKind, RightsRequestState


class RightsRequest(db.Model):
    """A request that moves somebody's rights: one officer asks, another confirms, and neither is concerned."""

    __tablename__ = "rights_requests"

    id: Mapped[IdPk]
    kind: Mapped[RightsRequestKind]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    """Whose rights it is about: the blocked person, or the owner who is to be replaced."""
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    membership_id: Mapped[int | None] = mapped_column(sa.ForeignKey("memberships.id"))
    """The owner's."""
    new_owner_email: Mapped[str | None] = mapped_column(sa.String(255))
    """Lower case."""
    document_id: Mapped[int | None] = mapped_column(sa.ForeignKey("documents.id"))
    """The evidence."""
    state: Mapped[RightsRequestState] = mapped_column(default=RightsRequestState.ASKED)
    asked_at: Mapped[At]
    asked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    reason_id: Mapped[BigId]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    takes_effect_at: Mapped[datetime | None]
    state_reason_id: Mapped[int | None] = mapped_column(sa.BigInteger)

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id])
    organisation: Mapped[Organisation | None] = relationship()
    membership: Mapped[Membership | None] = relationship()

    __table_args__ = (
        sa.CheckConstraint("asked_by_id <> person_id AND decided_by_id <> person_id", name="of_another"),
        sa.CheckConstraint(
            "state NOT IN ('waiting', 'done') OR (decided_by_id IS NOT NULL AND decided_by_id <> asked_by_id)",
            name="done_by_two",
        ),
        sa.CheckConstraint("(state = 'asked') = (decided_at IS NULL)", name="decided_has_moment"),
        sa.CheckConstraint("state <> 'waiting' OR takes_effect_at IS NOT NULL", name="waits_for_a_moment"),
        sa.CheckConstraint(
            "kind <> 'replace_owner' OR num_nulls(organisation_id, membership_id, new_owner_email, document_id) = 0",
            name="owner_has_facts",
        ),
        sa.CheckConstraint("new_owner_email = lower(new_owner_email)", name="email_lower"),
        sa.Index(
            "uq_rights_requests_unblock",
            "person_id",
            unique=True,
            postgresql_where=sa.text("kind = 'unblock' AND state = 'asked'"),
        ),
        sa.Index(
            "uq_rights_requests_owner",
            "membership_id",
            unique=True,
            postgresql_where=sa.text("kind = 'replace_owner' AND state IN ('asked', 'waiting')"),
        ),
        sa.Index(
            "ix_rights_requests_said_no",
            "decided_at",
            postgresql_where=sa.text("state IN ('declined', 'objected')"),
        ),
        sa.Index("ix_rights_requests_asked", "asked_at", postgresql_where=sa.text("state = 'asked'")),
        sa.Index(
            "ix_rights_requests_waiting", "takes_effect_at", postgresql_where=sa.text("state = 'waiting'")
        ),
    )
