"""Finds the invitation that a person may accept, inside the caller's transaction."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core.db import Tx
from core.errors import Refused
from core.permissions import Permission
from identity.accounts.rules import digest_of
from identity.organisations.models import Invitation, Membership, Organisation
from identity.organisations.rules import INVITATION_DAYS, OrganisationRefusal
from identity.organisations.states import MemberRole
from identity.people.models import Person
from identity.staff.operations import one_at_a_time
from identity.staff.queries import may_still


def open_for(tx: Tx, which: str | int, person_id: int, now: datetime) -> Invitation:
    """The invitation of that token or number, locked, if the person may take it up now.

    Refused with INVITATION_GONE, also when whoever sent it may no longer invite; or with INVITED_ANOTHER when it was
    sent to another address: neither the link nor the number alone opens anything.
    """
    named = Invitation.id == which if isinstance(which, int) else Invitation.token_digest == digest_of(which)
    offered = tx.execute(sa.select(Invitation.id, Invitation.organisation_id).where(named)).first()
    if offered is None:
        raise _gone()
    if offered.organisation_id is not None:
        tx.share(
            Organisation, offered.organisation_id
        )  # before the invitation, as who demotes its sender does
    else:
        one_at_a_time(tx)
    row = tx.lock(Invitation, offered.id)
    if row.taken_up_at or row.withdrawn_at or row.expires_at <= now or not _may_still_invite(tx, row):
        raise _gone()
    if row.email != tx.get(Person, person_id).email:
        raise Refused(OrganisationRefusal.INVITED_ANOTHER)
    return row


def _gone() -> Refused:
    return Refused(OrganisationRefusal.INVITATION_GONE, days=INVITATION_DAYS)


def _may_still_invite(tx: Tx, row: Invitation) -> bool:
    """Whether whoever sent it is still an administrator, or still an owner on that side of the organisation."""
    if row.organisation_id is None:
        return may_still(tx.session, row.invited_by_id, Permission.IDENTITY_STAFF_MANAGE)
    owner = sa.select(Membership.id).join(Person, Person.id == Membership.person_id)
    still = owner.where(
        Membership.person_id == row.invited_by_id,
        Membership.organisation_id == row.organisation_id,
        Membership.capacity == row.capacity,
        Membership.role == MemberRole.OWNER,
        Membership.ended_at.is_(None),
        Person.active,
    )
    return tx.scalar(still) is not None
