"""Whether a role still holds, and whether a person is connected with an organisation: read under a lock, for commands."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core.actor import Actor
from core.commands import Rights
from core.permissions import STAFF_ROLES, Role
from identity.models import Membership, Person, StaffRole
from identity.rules import TIED_FOR, member_roles

_STAFF_ROLES = (
    sa.select(StaffRole.role)
    .join(Person, Person.id == StaffRole.person_id)
    .where(StaffRole.person_id == sa.bindparam("person_id"), StaffRole.ended_at.is_(None), Person.active)
)
_MEMBERSHIPS = (
    sa.select(Membership.capacity, Membership.role, Membership.may_consent)
    .join(Person, Person.id == Membership.person_id)
    .where(
        Membership.person_id == sa.bindparam("person_id"),
        Membership.organisation_id == sa.bindparam("organisation_id"),
        Membership.ended_at.is_(None),
        Person.active,
    )
)
_ACTIVE = sa.select(Person.active).where(Person.id == sa.bindparam("person_id"))
# The person's row is locked beside the right's: a block waits for a running command, or the command sees it.
_LOCKED: dict[Any, Any] = {
    _STAFF_ROLES: _STAFF_ROLES.with_for_update(read=True, of=[StaffRole, Person]),
    _MEMBERSHIPS: _MEMBERSHIPS.with_for_update(read=True, of=[Membership, Person]),
    _ACTIVE: _ACTIVE.with_for_update(read=True),
}
_CONNECTED = sa.select(
    sa.exists().where(
        Membership.person_id == sa.bindparam("person_id"),
        Membership.organisation_id == sa.any_(sa.bindparam("organisations", type_=sa.ARRAY(sa.BigInteger))),
        sa.or_(
            Membership.ended_at.is_(None),
            Membership.ended_at > sa.bindparam("since", type_=sa.DateTime(True)),
        ),
    )
)


def read_rights(
    session: Session,
    actor: Actor,
    roles: frozenset[Role],
    organisations: frozenset[int],
    now: datetime,
    locked: bool,
) -> Rights:
    """Whether one of `roles` holds, and whether a tie to `organisations` bars. `locked`: the role's row against its end.

    A member who has left stays connected for a year (TIED_FOR).
    """
    person_id = actor.known_person_id
    holds = not roles.isdisjoint(_held(session, actor, person_id, locked))
    return Rights(holds, bool(organisations) and is_connected(session, person_id, organisations, now))


def is_connected(session: Session, person_id: int, organisations: Collection[int], now: datetime) -> bool:
    """Whether the person is, or was within a year, a member of one of them on either side of the counter."""
    values = {"person_id": person_id, "organisations": sorted(organisations), "since": now - TIED_FOR}
    return bool(session.scalar(_CONNECTED, values))


def connections(session: Session, person_id: int, now: datetime) -> frozenset[int]:
    """The organisations of which the person is, or was within a year, a member: for what a page offers. One statement."""
    live = sa.or_(Membership.ended_at.is_(None), Membership.ended_at > now - TIED_FOR)
    mine = sa.select(Membership.organisation_id).where(Membership.person_id == person_id, live)
    return frozenset(session.scalars(mine))


def _held(session: Session, actor: Actor, person_id: int, locked: bool) -> frozenset[Role]:
    values: dict[str, Any] = {"person_id": person_id}

    def statement(plain: Any) -> Any:
        return _LOCKED[plain] if locked else plain

    if actor.organisation_id is not None:
        rows = session.execute(statement(_MEMBERSHIPS), values | {"organisation_id": actor.organisation_id})
        return frozenset(
            role
            for capacity, member_role, may_consent in rows
            for role in member_roles(capacity, member_role, may_consent=may_consent)
        )
    if actor.roles & STAFF_ROLES:
        return frozenset(session.scalars(statement(_STAFF_ROLES), values))
    return frozenset({Role.PERSON}) if session.scalar(statement(_ACTIVE), values) else frozenset()
