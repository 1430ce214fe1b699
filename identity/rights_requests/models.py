"""Requests that change rights: one officer asks, another confirms."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import At, BigId, IdPk, db
from identity.organisations.models import Membership, Organisation
from identity.people.models import Person
from identity.rights_requests.states import NumberReportState, RightsRequestKind, RightsRequestState


class RightsRequest(db.Model):
    """A request that changes somebody's rights: one officer asks, another confirms, and neither is concerned."""

    __tablename__ = "rights_requests"

    id: Mapped[IdPk]
    kind: Mapped[RightsRequestKind]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    """Whose rights it is about: the blocked person, or the owner who is to be replaced."""
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    membership_id: Mapped[int | None] = mapped_column(sa.ForeignKey("memberships.id"), index=True)
    """The owner's."""
    new_owner_email: Mapped[str | None] = mapped_column(sa.String(255))
    """Lower case. Forgotten some time after the request has ended (`services.sweep_addresses`)."""
    document_id: Mapped[int | None] = mapped_column(sa.ForeignKey("documents.id"), index=True)
    """The evidence; deleted with the address if nothing came of the request."""
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
            "kind <> 'replace_owner' OR (num_nulls(organisation_id, membership_id) = 0"
            " AND (state NOT IN ('asked', 'waiting') OR num_nulls(new_owner_email, document_id) = 0)"
            " AND (state <> 'done' OR document_id IS NOT NULL))",
            name="owner_has_facts",
        ),
        sa.CheckConstraint(
            "kind <> 'free_number' OR num_nulls(organisation_id, document_id) = 0", name="number_has_facts"
        ),
        sa.Index(
            "uq_rights_requests_number",
            "organisation_id",
            unique=True,
            postgresql_where=sa.text("kind = 'free_number' AND state = 'asked'"),
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
        sa.Index(
            "ix_rights_requests_new_owner_email",
            "new_owner_email",
            postgresql_where=sa.text("new_owner_email IS NOT NULL"),
        ),
        sa.Index("ix_rights_requests_asked", "asked_at", "id", postgresql_where=sa.text("state = 'asked'")),
        sa.Index(
            "ix_rights_requests_waiting", "takes_effect_at", postgresql_where=sa.text("state = 'waiting'")
        ),
    )


class NumberReport(db.Model):
    """Somebody says that a number is theirs, which an organisation of others has registered."""

    __tablename__ = "number_reports"

    id: Mapped[IdPk]
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    """Whose number it is now."""
    state: Mapped[NumberReportState] = mapped_column(default=NumberReportState.OPEN)
    reported_at: Mapped[At]
    reported_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    reason_id: Mapped[BigId]
    document_id: Mapped[int] = mapped_column(sa.ForeignKey("documents.id"), index=True)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    state_reason_id: Mapped[int | None] = mapped_column(sa.BigInteger)

    organisation: Mapped[Organisation] = relationship()
    reported_by: Mapped[Person] = relationship(foreign_keys=[reported_by_id])

    __table_args__ = (
        sa.CheckConstraint("(state = 'open') = (decided_by_id IS NULL)", name="decided_by_someone"),
        sa.CheckConstraint("decided_by_id <> reported_by_id", name="decided_by_another"),
        sa.Index(
            "uq_number_reports_open",
            "organisation_id",
            "reported_by_id",
            unique=True,
            postgresql_where=sa.text("state = 'open'"),
        ),
        sa.Index(
            "ix_number_reports_waiting", "reported_at", "id", postgresql_where=sa.text("state = 'open'")
        ),
    )
