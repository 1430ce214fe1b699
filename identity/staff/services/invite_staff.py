"""An administrator invites a person to serve OSMEP in one role."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core.actor import Actor
from core.db import transaction
from core.errors import NotFound
from core.permissions import STAFF_ROLES, Role
from core.typed.emails import read_account_email
from identity.organisations.invitations import NewInvitation, offer
from identity.organisations.models import StaffUnit
from identity.people.models import Person
from identity.staff.commands import INVITE_STAFF
from identity.staff.operations import one_at_a_time, refuse_a_lone_administrator


def invite_staff(email: str, unit_id: int, role: Role, *, actor: Actor, now: datetime) -> int:
    """Offer a staff role by e-mail, for seven days; returns the invitation's id.

    An accepted invitation is a grant: a role that two must give waits then for the second person. Refused with
    a TypedProblem, SECOND_ADMINISTRATOR, or NOT_YOURSELF: nobody gives themselves a role. Whether the role may be held
    beside others is decided on acceptance.
    """
    if role not in STAFF_ROLES:
        raise NotFound
    clean = read_account_email(email)
    with transaction(INVITE_STAFF, actor, now) as tx:
        one_at_a_time(tx)
        tx.authorise(person=tx.scalar(sa.select(Person.id).where(Person.email == clean)))
        tx.share(StaffUnit, unit_id)
        refuse_a_lone_administrator(tx, role)
        invitation = NewInvitation(email=clean, staff_unit_id=unit_id, staff_role=role)
        return offer(tx, invitation, actor=actor, now=now)
