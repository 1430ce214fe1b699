"""Reads about what waits for a second person, and about who has brought whom to OSMEP."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session, joinedload

from core.commands import Facts
from core.errors import NotFound
from core.permissions import Role
from identity.models import FactorReset, Invitation, Person, RoleGrant, StaffRole
from identity.request_models import RightsRequest
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
_people = (
    sa.func.unnest(sa.bindparam("people", type_=ARRAY(sa.BigInteger))).table_valued("id").render_derived()
)
_origins = sa.select(_people.c.id.label("of_id"), _people.c.id.label("person_id")).cte(
    "origins", recursive=True
)
_origins = _origins.union(
    sa.select(_origins.c.of_id, _brought.c.by_id).join(_origins, _brought.c.person_id == _origins.c.person_id)
)
_other = _origins.alias("other")
_OF_ONE_ORIGIN = (
    sa.select(_other.c.of_id)
    .distinct()
    .join(_origins, _origins.c.person_id == _other.c.person_id)
    .where(_origins.c.of_id == sa.bindparam("person_id"))
)


def of_one_origin(session: Session, person_id: int, others: Collection[int], now: datetime) -> frozenset[int]:
    """Which of the others are not independent of the person, who counts as one of them when named.

    A person's origins are the person, whoever granted them a role or invited them within NEWCOMER_FOR, and so on from
    those; two people with a common origin are not independent. An invitation to an organisation counts once it is
    accepted: else any owner of one could bar two administrators from each other by writing to both. Confirming a role
    is not granting it (docs/decisions/0026).
    """
    values = {"person_id": person_id, "people": sorted({person_id, *others}), "since": now - NEWCOMER_FOR}
    return frozenset(session.scalars(_OF_ONE_ORIGIN, values)).intersection(others)


def grant_bars(session: Session, grant: RoleGrant, person_id: int, now: datetime) -> dict[str, Facts]:
    """Whom CONFIRM_ROLE_GRANT bars, as far as this person is concerned; for the command, and for the page before it."""
    related = of_one_origin(session, person_id, [grant.granted_by_id], now)
    return {
        "granted_by": grant.granted_by_id,
        "person": grant.person_id,
        "of_one_origin": person_id if related else None,
    }


def request_bars(
    session: Session, requests: Iterable[FactorReset | RightsRequest], person_id: int, now: datetime
) -> dict[int, dict[str, Facts]]:
    """The same for requests that another person must confirm, by the id of each: one statement for all of them."""
    requests = list(requests)
    related = of_one_origin(session, person_id, {each.asked_by_id for each in requests}, now)
    return {
        each.id: {
            "asked_by": each.asked_by_id,
            "person": each.person_id,
            "of_one_origin": person_id if each.asked_by_id in related else None,
        }
        for each in requests
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
