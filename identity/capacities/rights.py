"""Whether a role still holds, and whether a tie bars: read under a lock, for commands."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core.actor import Actor
from core.commands import Rights
from core.permissions import STAFF_ROLES, Role
from core.statements import HotStatement
from identity.organisations.models import Membership
from identity.organisations.queries import is_connected
from identity.organisations.rules import member_roles
from identity.organisations.states import Capacity, MemberRole
from identity.people.models import Person
from identity.staff.models import StaffRole

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
_Statements = tuple[HotStatement[Any], HotStatement[Any], HotStatement[Any]]
_PLAIN: _Statements = (HotStatement(_STAFF_ROLES), HotStatement(_MEMBERSHIPS), HotStatement(_ACTIVE))
_LOCKED: _Statements = (
    HotStatement(_STAFF_ROLES.with_for_update(read=True, of=[StaffRole, Person])),
    HotStatement(_MEMBERSHIPS.with_for_update(read=True, of=[Membership, Person])),
    HotStatement(_ACTIVE.with_for_update(read=True)),
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


def _held(session: Session, actor: Actor, person_id: int, locked: bool) -> frozenset[Role]:
    staff_roles, memberships, active = _LOCKED if locked else _PLAIN
    values: dict[str, Any] = {"person_id": person_id}
    session.flush()
    if actor.organisation_id is not None:
        values["organisation_id"] = actor.organisation_id
        return frozenset(
            role
            for capacity, member_role, may_consent in memberships.all(session, values)
            for role in member_roles(Capacity(capacity), MemberRole(member_role), may_consent=may_consent)
        )
    if actor.roles & STAFF_ROLES:
        return frozenset(Role(role) for (role,) in staff_roles.all(session, values))
    return frozenset(Role.PERSON for row in active.all(session, values) if row.active)
