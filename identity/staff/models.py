"""OSMEP's units, the roles held in them, and roles that await a second person."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database.search import waiting_first
from core.db import At, IdPk, db
from core.permissions import Role
from identity.organisations.models import StaffUnit
from identity.people.models import Person
from identity.staff.states import RoleGrantState


class StaffRole(db.Model):
    """A role a person holds in a unit, from a day until it is taken back."""

    __tablename__ = "staff_roles"

    id: Mapped[IdPk]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("staff_units.id"))
    role: Mapped[Role]
    granted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    """None for the first administrators, whom the operator of the server appoints."""
    confirmed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    granted_at: Mapped[At]
    """When the role began: for one that two give, when the second confirmed."""
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    unit: Mapped[StaffUnit] = relationship()

    __table_args__ = (
        sa.Index(
            "uq_staff_roles_live",
            "person_id",
            "role",
            unique=True,
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
        sa.CheckConstraint("granted_by_id IS NULL OR granted_by_id <> person_id", name="not_to_oneself"),
        sa.CheckConstraint(
            "confirmed_by_id <> granted_by_id AND confirmed_by_id <> person_id", name="confirmed_by_another"
        ),
        sa.CheckConstraint(
            "role = 'auditor' OR granted_by_id IS NULL OR confirmed_by_id IS NOT NULL OR ended_at IS NOT NULL",
            name="given_by_two",
        ),
    )


class RoleGrant(db.Model):
    """A role that an administrator has granted, from then until a second person decides about it or it lapses."""

    __tablename__ = "role_grants"

    id: Mapped[IdPk]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("staff_units.id"))
    role: Mapped[Role]
    state: Mapped[RoleGrantState] = mapped_column(default=RoleGrantState.PROPOSED)
    granted_at: Mapped[At]
    granted_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    queue_since: Mapped[datetime] = waiting_first("granted_at", RoleGrantState.PROPOSED)
    decided_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    state_reason_id: Mapped[int | None] = mapped_column(sa.BigInteger)

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    granted_by: Mapped[Person] = relationship(foreign_keys=[granted_by_id])
    confirmed_by: Mapped[Person | None] = relationship(foreign_keys=[confirmed_by_id])
    unit: Mapped[StaffUnit] = relationship()

    __table_args__ = (
        sa.Index(
            "uq_role_grants_open",
            "person_id",
            "role",
            unique=True,
            postgresql_where=sa.text("state = 'proposed'"),
        ),
        sa.CheckConstraint("granted_by_id <> person_id", name="not_to_oneself"),
        sa.CheckConstraint(
            "confirmed_by_id <> granted_by_id AND confirmed_by_id <> person_id", name="confirmed_by_another"
        ),
        sa.CheckConstraint(
            "(state = 'confirmed') = (confirmed_by_id IS NOT NULL)", name="confirmed_has_proof"
        ),
        sa.CheckConstraint("(state = 'proposed') = (decided_at IS NULL)", name="decided_has_moment"),
    )
