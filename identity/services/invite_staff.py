"""An administrator invites a person to serve OSMEP in one role."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core.actor import Actor
from core.db import transaction
from core.errors import NotFound, Refused
from core.permissions import STAFF_ROLES, Role
from identity.commands import INVITE_STAFF
from identity.invitations import NewInvitation, offer
from identity.models import Person, StaffUnit
from identity.rules import IdentityRefusal, address


def invite_staff(email: str, unit_id: int, role: Role, *, actor: Actor, now: datetime) -> int:
    """Offer a staff role by letter, for seven days; returns the invitation's id.

    Refused with EMAIL_WRONG, or NOT_YOURSELF: nobody gives herself a role. Whether the role may be
    held beside others is decided when it is taken up.
    """
    if role not in STAFF_ROLES:
        raise NotFound
    clean = address(email)
    with transaction(INVITE_STAFF, actor, now) as tx:
        tx.share(StaffUnit, unit_id)
        if tx.scalar(sa.select(Person.id).where(Person.email == clean)) == actor.person_id:
            raise Refused(IdentityRefusal.NOT_YOURSELF)
        invitation = NewInvitation(email=clean, staff_unit_id=unit_id, staff_role=role)
        return offer(tx, invitation, actor=actor, now=now)
