"""Who has brought whom to OSMEP: whom a second person must be independent of."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session

from core.actor import Actor
from core.commands import Facts
from identity.organisations.models import Invitation
from identity.people.models import Person
from identity.staff.models import RoleGrant, StaffRole
from identity.staff.rules import NEWCOMER_FOR
from identity.staff.states import RoleGrantState

_since = sa.bindparam("origin_since", type_=sa.DateTime(timezone=True))
_brought = sa.union_all(
    sa.select(StaffRole.person_id.label("person_id"), StaffRole.granted_by_id.label("by_id")).where(
        StaffRole.granted_by_id.is_not(None), StaffRole.granted_at > _since
    ),
    sa.select(RoleGrant.person_id, RoleGrant.granted_by_id).where(
        RoleGrant.state == RoleGrantState.PROPOSED, RoleGrant.granted_at > _since
    ),
    sa.select(Invitation.taken_up_by_id, Invitation.invited_by_id).where(
        Invitation.taken_up_by_id.is_not(None), Invitation.taken_up_at > _since
    ),
    sa.select(Person.id, Invitation.invited_by_id)
    .join(Invitation, Invitation.email == Person.email)
    .where(
        Invitation.staff_role.is_not(None),
        Invitation.withdrawn_at.is_(None),
        sa.func.coalesce(Invitation.taken_up_at, Invitation.created_at) > _since,
    ),
).cte("brought")
_person = sa.bindparam("origin_of", type_=sa.BigInteger)
_origins = sa.select(_person.label("person_id")).cte("origins", recursive=True)
_origins = _origins.union(
    sa.select(_brought.c.by_id).join(_origins, _brought.c.person_id == _origins.c.person_id)
)
_related = sa.select(_origins.c.person_id).cte("related", recursive=True)
_related = _related.union(
    sa.select(_brought.c.person_id).join(_related, _brought.c.by_id == _related.c.person_id)
)
_RELATED = sa.select(_related.c.person_id)


def related(person_id: int, now: datetime) -> sa.Select[tuple[int]]:
    """Everybody who is not independent of the person, who is one of them.

    A person's origins are the person, whoever granted them a role or invited them within NEWCOMER_FOR, and so on from
    those; two people with a common origin are not independent. An invitation to an organisation counts once it is
    accepted: else any owner of one could bar two administrators from each other by writing to both. Confirming a role
    is not granting it (docs/decisions/0026).
    """
    return _RELATED.params(origin_of=person_id, origin_since=now - NEWCOMER_FOR)


def of_one_origin(session: Session, person_id: int, others: Collection[int], now: datetime) -> frozenset[int]:
    """Which of the others are not independent of the person."""
    return frozenset(session.scalars(related(person_id, now).where(_related.c.person_id.in_(others))))


def second_person(actor: Actor, asked_by_id: Any, person_id: Any, now: datetime) -> sa.ColumnElement[bool]:
    """Whether the actor may be the second of two, in rows with columns for who asked and whom it is about."""
    independent = asked_by_id.not_in(related(actor.known_person_id, now))
    return sa.and_(independent, person_id != actor.known_person_id)


def grant_bars(session: Session, grant: RoleGrant, person_id: int, now: datetime) -> dict[str, Facts]:
    """Whom CONFIRM_ROLE_GRANT bars, as far as this person is concerned; for the command, and for the page before it."""
    related = of_one_origin(session, person_id, [grant.granted_by_id], now)
    return {
        "granted_by": grant.granted_by_id,
        "person": grant.person_id,
        "of_one_origin": person_id if related else None,
    }


class Asked(Protocol):
    """A request about somebody that another person must confirm."""

    id: Mapped[int]
    asked_by_id: Mapped[int]
    person_id: Mapped[int]


def request_bars(
    session: Session, requests: Iterable[Asked], person_id: int, now: datetime
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
