"""An administrator gives a person who serves already another role."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

import identity.moves
from core.actor import Actor
from core.db import transaction
from core.errors import NotFound, Refused
from core.permissions import STAFF_ROLES, Role
from identity.commands import GRANT_ROLE
from identity.models import StaffRole, StaffUnit
from identity.rules import IdentityRefusal


def grant_role(person_id: int, unit_id: int, role: Role, *, actor: Actor, now: datetime) -> None:
    """Give a role in a unit. NotFound for who never served: staff are invited.

    Refused with NOT_YOURSELF, ALREADY_STAFF_ROLE or ROLES_EXCLUDE.
    """
    if role not in STAFF_ROLES:
        raise NotFound
    if person_id == actor.person_id:
        raise Refused(IdentityRefusal.NOT_YOURSELF)
    with transaction(GRANT_ROLE, actor, now) as tx:
        tx.share(StaffUnit, unit_id)
        if not tx.scalar(sa.select(sa.exists().where(StaffRole.person_id == person_id))):
            raise NotFound
        identity.moves.give_role(
            tx, person_id, unit_id, role, granted_by_id=actor.known_person_id, actor=actor, now=now
        )
