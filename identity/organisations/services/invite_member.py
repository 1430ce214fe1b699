"""An owner invites a person to act for the organisation."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core.actor import Actor
from core.db import transaction
from core.errors import NotFound, Refused
from core.typed.emails import read_account_email
from identity.organisations.commands import INVITE_MEMBER
from identity.organisations.invitations import NewInvitation, offer
from identity.organisations.models import Membership, Organisation
from identity.organisations.rules import OrganisationRefusal, side_of
from identity.organisations.states import Capacity, MemberRole
from identity.people.models import Person


def invite_member(
    organisation_id: int,
    email: str,
    role: MemberRole,
    *,
    may_consent: bool,
    actor: Actor,
    now: datetime,
) -> int:
    """Offer membership on the side acted for by e-mail, for seven days; returns the invitation's id.

    The result is the same whether the address has an account or not. An invitation open to the same address
    is replaced. Refused with a TypedProblem, CONSENT_ONLY_SME or ALREADY_MEMBER.
    """
    actor.require_own(organisation_id)
    capacity = side_of(actor.roles)
    if capacity is None:
        raise NotFound
    if may_consent and capacity is not Capacity.SME:
        raise Refused(OrganisationRefusal.CONSENT_ONLY_SME)
    clean = read_account_email(email)
    with transaction(INVITE_MEMBER, actor, now) as tx:
        tx.lock(Organisation, organisation_id)  # of two who invite one person the second sees the first
        tx.authorise()  # a demotion locks the membership before the invitations, and so do we
        known = sa.select(Membership.id).join(Person, Person.id == Membership.person_id)
        if tx.scalar(
            known.where(
                Person.email == clean,
                Membership.organisation_id == organisation_id,
                Membership.capacity == capacity,
                Membership.ended_at.is_(None),
            )
        ):
            raise Refused(OrganisationRefusal.ALREADY_MEMBER)
        invitation = NewInvitation(
            email=clean,
            organisation_id=organisation_id,
            capacity=capacity,
            member_role=role,
            may_consent=may_consent,
        )
        return offer(tx, invitation, actor=actor, now=now)
