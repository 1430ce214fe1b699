"""Who acts. A frozen value that identity builds from a session, a key or a job; domain code sees only this."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache

from core.errors import Forbidden, NotFound
from core.permissions import MATRIX, STAFF_ROLES, Permission, Role

FRESH_FOR = timedelta(minutes=15)
"""How old a proof of who somebody is may be, a password's or a second factor's, for what wants a recent one."""


class ActorKind(StrEnum):
    """What kind of party acts."""

    PERSON = "person"
    SYSTEM = "system"
    ANONYMOUS = "stranger"


@dataclass(frozen=True, slots=True)
class Actor:
    """One party, acting in one capacity.

    `organisation_id` is the organisation a member acts for; staff and the system act for OSMEP
    and have none. `roles` are those that hold *in this capacity*; `permissions` follow from them.
    `second_factor_at` is when the session last proved a second factor; None if it never did.
    """

    kind: ActorKind
    person_id: int | None
    roles: frozenset[Role]
    permissions: frozenset[Permission]
    organisation_id: int | None = None
    second_factor_at: datetime | None = None

    @property
    def is_staff(self) -> bool:
        """Whether the actor serves OSMEP rather than an organisation. A mere person serves neither."""
        return self.organisation_id is None and not self.roles.isdisjoint(STAFF_ROLES)

    @property
    def known_person_id(self) -> int:
        """The person's id; Forbidden for the system and for anonymous visitors, who cannot sign for anything."""
        if self.person_id is None:
            raise Forbidden("person")
        return self.person_id

    def may(self, permission: Permission) -> bool:
        """Whether the actor holds the permission."""
        return permission in self.permissions

    def may_any(self, permissions: Iterable[Permission]) -> bool:
        """Whether the actor holds one of the permissions; of none, no."""
        return any(self.may(each) for each in permissions)

    def require(self, permission: Permission) -> None:
        """Raise Forbidden unless the actor holds the permission."""
        if permission not in self.permissions:
            raise Forbidden(permission)

    def require_own(self, organisation_id: int) -> None:
        """Raise NotFound unless the object belongs to the organisation acted for, or the actor is OSMEP's.

        Another organisation's object looks exactly like none at all.
        """
        if self.kind is ActorKind.SYSTEM or self.is_staff:
            return
        if self.organisation_id != organisation_id:
            raise NotFound


def actor_with(
    roles: frozenset[Role],
    *,
    person_id: int | None,
    organisation_id: int | None = None,
    second_factor_at: datetime | None = None,
) -> Actor:
    """A person in the given roles, with the permissions that the matrix gives them."""
    return Actor(
        ActorKind.PERSON, person_id, roles, _permissions_of(roles), organisation_id, second_factor_at
    )


@cache
def _permissions_of(roles: frozenset[Role]) -> frozenset[Permission]:
    return frozenset(permission for role in roles for permission in MATRIX[role])


ANONYMOUS = Actor(ActorKind.ANONYMOUS, None, frozenset(), frozenset())
"""Nobody we know."""
SYSTEM = Actor(ActorKind.SYSTEM, None, frozenset(), frozenset(Permission))
"""Timed work of the system itself: expiry, lapses, sealing. It signs nothing that needs a person."""
