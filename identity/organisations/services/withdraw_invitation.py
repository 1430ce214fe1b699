"""Whoever could invite takes an invitation back."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from core.errors import NotFound, Refused
from core.permissions import Permission
from identity.organisations.commands import WITHDRAW_INVITATION
from identity.organisations.models import Invitation
from identity.organisations.rules import INVITATION_DAYS, OrganisationRefusal, side_of


def withdraw_invitation(invitation_id: int, *, actor: Actor, now: datetime) -> int | None:
    """Make the invitation void; returns its organisation's id, None for a staff role. NotFound for another's."""
    with transaction(WITHDRAW_INVITATION, actor, now) as tx:
        invitation = tx.get(Invitation, invitation_id)
        if invitation.organisation_id is None:
            tx.authorise(Permission.IDENTITY_STAFF_MANAGE)
        else:
            actor.require_own(invitation.organisation_id)
            if invitation.capacity is not side_of(actor.roles):
                raise NotFound
            tx.authorise(Permission.IDENTITY_MEMBER_MANAGE)
        # Locked only now: a block locks a person first, and then what they have begun.
        invitation = tx.lock(Invitation, invitation_id)
        if invitation.taken_up_at or invitation.withdrawn_at:
            raise Refused(OrganisationRefusal.INVITATION_GONE, days=INVITATION_DAYS)
        invitation.withdrawn_at = now
        audit.record(tx, "invitation.withdrawn", "invitation", invitation_id, actor, now)
        return invitation.organisation_id
