"""The invited person takes the invitation up."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import Tx, transaction
from core.errors import Refused
from identity.accounts.session_identity import SELF, STAFF
from identity.capacities.operations import open_for
from identity.organisations.members import live_membership
from identity.organisations.models import Invitation, Membership
from identity.organisations.rules import OrganisationRefusal
from identity.organisations.states import Capacity, MemberRole
from identity.staff.operations import give_or_propose


def accept_invitation(which: str | int, *, actor: Actor, now: datetime, session_id: int | None = None) -> str:
    """By the e-mail's token, or by number from one's own account: become a member, or receive the role; returns
    the capacity to act in (`actors.Choice.key`): SELF for a role that waits for a second person. A staff role that
    begins ends all their sessions but `session_id`, this one.

    Refused with INVITATION_GONE, INVITED_ANOTHER, ALREADY_MEMBER, ALREADY_STAFF_ROLE, ROLES_EXCLUDE, GRANT_WAITING
    or SECOND_ADMINISTRATOR.
    """
    person_id = actor.known_person_id
    with transaction() as tx:
        invitation = open_for(tx, which, person_id, now)
        invitation.taken_up_at = now
        invitation.taken_up_by_id = person_id
        if invitation.staff_role is not None and invitation.staff_unit_id is not None:
            grant_id = give_or_propose(
                tx,
                person_id,
                invitation.staff_unit_id,
                invitation.staff_role,
                granted_by_id=invitation.invited_by_id,
                actor=actor,
                now=now,
                keep_session_id=session_id,
            )
            return STAFF if grant_id is None else SELF
        return _join(tx, invitation, actor, now)


def _join(tx: Tx, invitation: Invitation, actor: Actor, now: datetime) -> str:
    organisation_id, capacity = invitation.organisation_id, Capacity(str(invitation.capacity))
    if organisation_id is None:
        raise ValueError("an invitation is to an organisation or to the staff")
    person_id = actor.known_person_id
    if live_membership(tx, person_id, organisation_id, capacity) is not None:
        raise Refused(OrganisationRefusal.ALREADY_MEMBER)
    member = tx.add(
        Membership(
            person_id=person_id,
            organisation_id=organisation_id,
            capacity=capacity,
            role=invitation.member_role or MemberRole.MEMBER,
            may_consent=invitation.may_consent,
            since=now,
        )
    )
    fields = {"organisation_id": organisation_id, "capacity": capacity.value, "role": member.role.value}
    audit.record(tx, "member.joined", "membership", member.id, actor, now, fields)
    return f"{capacity}:{organisation_id}"
