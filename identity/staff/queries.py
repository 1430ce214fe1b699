"""Reads about OSMEP's people, their units and roles, and the roles that await a second person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from core.actor import Actor
from core.errors import NotFound
from core.permissions import MATRIX, Permission, Role
from identity.organisations.models import StaffUnit
from identity.people.models import Person
from identity.staff.models import RoleGrant, StaffRole
from identity.staff.origins import second_person
from identity.staff.states import RoleGrantState


def may_still(session: Session, person_id: int, permission: Permission) -> bool:
    """Whether the person, not blocked, holds a role now that has the permission."""
    roles = [role for role in Role if permission in MATRIX[role]]
    held = sa.select(StaffRole.id).join(Person, Person.id == StaffRole.person_id)
    mine = held.where(
        StaffRole.person_id == person_id,
        StaffRole.role.in_(roles),
        StaffRole.ended_at.is_(None),
        Person.active,
    )
    return session.scalar(mine.limit(1)) is not None


def waits_for_second(actor: Actor, now: datetime) -> sa.ColumnElement[bool]:
    """Granted roles that wait for this person, as CONFIRM_ROLE_GRANT decides."""
    if not actor.may(Permission.IDENTITY_STAFF_CONFIRM):
        return sa.false()
    independent = second_person(actor, RoleGrant.granted_by_id, RoleGrant.person_id, now)
    return sa.and_(RoleGrant.state == RoleGrantState.PROPOSED, independent)


_ADMINISTRATORS = (
    sa.select(sa.func.count())
    .select_from(StaffRole)
    .join(Person, Person.id == StaffRole.person_id)
    .where(StaffRole.role == Role.ADMINISTRATOR, StaffRole.ended_at.is_(None), Person.active)
)


def administrators(session: Session) -> int:
    """How many administrators there are now."""
    return session.scalar(_ADMINISTRATORS) or 0


def grants() -> Any:
    """Every granted role that needed a second person, with the people in it."""
    return sa.select(RoleGrant).options(
        joinedload(RoleGrant.person),
        joinedload(RoleGrant.unit),
        joinedload(RoleGrant.granted_by),
        joinedload(RoleGrant.confirmed_by),
    )


def grant(session: Session, grant_id: int) -> RoleGrant:
    """One of them; NotFound if there is none."""
    row: RoleGrant | None = session.scalar(grants().where(RoleGrant.id == grant_id))
    if row is None:
        raise NotFound
    return row


def waiting_for(session: Session, person_id: int) -> list[RoleGrant]:
    """The roles that this person has been granted, and that nobody has confirmed yet."""
    waits = grants().where(RoleGrant.person_id == person_id, RoleGrant.state == RoleGrantState.PROPOSED)
    return list(session.scalars(waits.order_by(RoleGrant.id)))


def roles_of(session: Session, person_id: int) -> list[Role]:
    """The roles that the person holds now, alphabetical."""
    held = sa.select(StaffRole.role).where(StaffRole.person_id == person_id, StaffRole.ended_at.is_(None))
    return list(session.scalars(held.order_by(StaffRole.role)))


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A person with the staff roles they hold now."""

    person_id: int
    full_name: str
    email: str
    has_second_factor: bool
    roles: tuple[tuple[int, Role, StaffUnit], ...]
    """(staff role id, role, unit), alphabetical."""


def staff_member(session: Session, person_id: int) -> StaffMember:
    """Return one person as the administrator sees them. NotFound if there is no such person, or they never held a role."""
    person = session.get(Person, person_id)
    roles = session.scalars(
        sa.select(StaffRole)
        .where(StaffRole.person_id == person_id)
        .options(joinedload(StaffRole.unit))
        .order_by(StaffRole.role)
    ).all()
    if person is None or not roles:
        raise NotFound
    live = tuple((row.id, row.role, row.unit) for row in roles if row.ended_at is None)
    factor = bool((person.tf_primary_method and person.tf_totp_secret) or person.webauthn)
    return StaffMember(person.id, person.full_name, person.email, factor, live)


def units(session: Session) -> Sequence[StaffUnit]:
    """All units, those in use first."""
    return session.scalars(sa.select(StaffUnit).order_by(StaffUnit.active.desc(), StaffUnit.code)).all()


def officers(session: Session) -> dict[int, str]:
    """The e-mails of those who hold a role now, by person."""
    holders = sa.select(StaffRole.person_id).where(StaffRole.ended_at.is_(None))
    people = session.execute(sa.select(Person.id, Person.email).where(Person.id.in_(holders)))
    return {row.id: row.email for row in people}
