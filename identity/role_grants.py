"""Reads about roles that wait for a second person, and about who has brought whom to OSMEP."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from core.commands import Facts
from core.errors import NotFound
from core.permissions import Role
from identity.models import Invitation, Person, RoleGrant, StaffRole
from identity.rules import NEWCOMER_FOR
from identity.states import RoleGrantState

_since = sa.bindparam("since", type_=sa.DateTime(timezone=True))
_brought = sa.union_all(
    sa.select(StaffRole.person_id.label("person_id"), StaffRole.granted_by_id.label("by_id")).where(
        StaffRole.granted_by_id.is_not(None), StaffRole.granted_at > _since
    ),
    sa.select(RoleGrant.person_id, RoleGrant.granted_by_id).where(
        RoleGrant.state == RoleGrantState.PROPOSED, RoleGrant.granted_at > _since
    ),
    sa.select(Person.id, Invitation.invited_by_id)
    .join(
        Invitation,
        sa.or_(
            Invitation.taken_up_by_id == Person.id,
            sa.and_(
                Invitation.staff_role.is_not(None),
                Invitation.withdrawn_at.is_(None),
                Invitation.email == Person.email,
            ),
        ),
    )
    .where(sa.func.coalesce(Invitation.taken_up_at, Invitation.created_at) > _since),
).subquery("brought")
_origins = sa.select(sa.bindparam("person_id", type_=sa.BigInteger).label("person_id")).cte(
    "origins", recursive=True
)
_origins = _origins.union(
    sa.select(_brought.c.by_id).join(_origins, _brought.c.person_id == _origins.c.person_id)
)
_ORIGINS = sa.select(_origins.c.person_id)


def origins_of(session: Session, person_id: int, now: datetime) -> frozenset[int]:
    """The person, whoever granted them a role or invited them within NEWCOMER_FOR, and so on from those.

    An invitation to an organisation counts once it is accepted: else any owner of one could bar two administrators
    from each other by writing to both. Confirming a role is not granting it (docs/decisions/0026).
    """
    rows = session.scalars(_ORIGINS, {"person_id": person_id, "since": now - NEWCOMER_FOR})
    return frozenset(rows)


def have_one_origin(session: Session, one_id: int, other_id: int, now: datetime) -> bool:
    """Whether one brought the other to OSMEP in the last 30 days, directly or through others, or a third brought both."""
    return not origins_of(session, one_id, now).isdisjoint(origins_of(session, other_id, now))


def confirmation_bars(session: Session, grant: RoleGrant, person_id: int, now: datetime) -> dict[str, Facts]:
    """Whom CONFIRM_ROLE_GRANT bars, as far as this person is concerned; for the command, and for the page before it."""
    related = have_one_origin(session, grant.granted_by_id, person_id, now)
    return {
        "granted_by": grant.granted_by_id,
        "person": grant.person_id,
        "of_one_origin": person_id if related else None,
    }


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
