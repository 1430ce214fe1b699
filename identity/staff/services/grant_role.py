"""An administrator grants a person who serves already another role."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core.actor import Actor
from core.db import transaction
from core.errors import NotFound
from core.permissions import STAFF_ROLES, Role
from identity.organisations.models import StaffUnit
from identity.staff.commands import GRANT_ROLE
from identity.staff.models import StaffRole
from identity.staff.operations import give_or_propose, one_at_a_time


def grant_role(person_id: int, unit_id: int, role: Role, *, actor: Actor, now: datetime) -> int | None:
    """Grant a role in a unit. One that two must give waits for the second person: returns the id of the grant then.

    NotFound for who never served: staff are invited. Refused with NOT_YOURSELF, ALREADY_STAFF_ROLE, ROLES_EXCLUDE,
    GRANT_WAITING or SECOND_ADMINISTRATOR.
    """
    if role not in STAFF_ROLES:
        raise NotFound
    with transaction(GRANT_ROLE, actor, now) as tx:
        one_at_a_time(tx)
        tx.authorise(person=person_id)
        tx.share(StaffUnit, unit_id)
        if not tx.scalar(sa.select(sa.exists().where(StaffRole.person_id == person_id))):
            raise NotFound
        return give_or_propose(
            tx, person_id, unit_id, role, granted_by_id=actor.known_person_id, actor=actor, now=now
        )
