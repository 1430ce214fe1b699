"""What replacing an owner changes, inside the transaction of who confirms it or of the clock."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from flask import url_for

from core.actor import Actor
from core.audit import operations as audit
from core.clock import bangkok_date
from core.db import Tx
from core.errors import Refused
from identity.bank_accounts.events import PayeeChanges
from identity.bank_accounts.operations import revoke_cooling_accounts
from identity.notifications.operations import notify
from identity.notifications.words import both_names
from identity.organisations.members import (
    has_another_owner,
    live_membership,
    notify_members,
    withdraw_what_was_begun,
)
from identity.organisations.models import Membership, Organisation
from identity.organisations.states import Capacity, MemberRole
from identity.people.models import Person
from identity.rights_requests.models import RightsRequest
from identity.rights_requests.queries import OPEN
from identity.rights_requests.rules import RightsRequestRefusal


def lock_owner(tx: Tx, membership_id: int) -> Membership | None:
    """The owner's membership, locked after its organisation; None if they are owner no more."""
    tx.lock(Organisation, tx.get(Membership, membership_id).organisation_id)
    membership = tx.lock(Membership, membership_id)
    is_owner = membership.ended_at is None and membership.role is MemberRole.OWNER
    return membership if is_owner else None


def refuse_beside_another_owner(tx: Tx, membership: Membership) -> None:
    """Refuse with OTHER_OWNER while another owner of that side can sign in: it is theirs to change the members."""
    if has_another_owner(tx, membership):
        raise Refused(RightsRequestRefusal.OTHER_OWNER)


def refuse_while_in_question(tx: Tx, change: PayeeChanges) -> None:
    """Refuse with OWNER_IN_QUESTION while replacing an owner of the organisation is asked for; it is shared against that."""
    tx.share(Organisation, change.organisation_id)
    open_ones = sa.exists().where(
        RightsRequest.organisation_id == change.organisation_id, RightsRequest.state.in_(OPEN)
    )
    if tx.scalar(sa.select(open_ones)):
        raise Refused(RightsRequestRefusal.OWNER_IN_QUESTION)


def known_newcomer(tx: Tx, email: str | None) -> int | None:
    """The id of who is to become owner: an account whose e-mail is confirmed and that is not blocked."""
    found: int | None = tx.scalar(
        sa.select(Person.id).where(Person.email == email, Person.active, Person.confirmed_at.is_not(None))
    )
    return found


def replace_owner(
    tx: Tx, request: RightsRequest, lost: Membership, new_id: int, *, actor: Actor, now: datetime
) -> None:
    """End the lost owner's membership with what they began, and make the other person owner of that side.

    Both are notified, and all other members.
    """
    organisation_id, capacity = lost.organisation_id, lost.capacity
    lost.ended_at, lost.may_consent = now, False
    tx.session.flush()
    member = live_membership(tx, new_id, organisation_id, capacity)
    if member is None:
        member = tx.add(
            Membership(
                person_id=new_id,
                organisation_id=organisation_id,
                capacity=capacity,
                role=MemberRole.OWNER,
                may_consent=capacity is Capacity.SME,
                since=now,
            )
        )
    else:
        member.role = MemberRole.OWNER
        member.may_consent = member.may_consent or capacity is Capacity.SME
    withdraw_what_was_begun(tx, lost, actor=actor, now=now)
    revoke_cooling_accounts(
        tx,
        lost.person_id,
        after=bangkok_date(request.asked_at),
        actor=actor,
        now=now,
        organisation_id=organisation_id,
    )
    fields = {"organisation_id": organisation_id, "membership_id": lost.id, "new_membership_id": member.id}
    audit.record(tx, "member.owner_replaced", "rights_request", request.id, actor, now, fields)
    business = {"business": both_names(tx.get(Organisation, organisation_id))}
    page = url_for("identity.members", organisation_id=organisation_id)
    notify(
        tx, [lost.person_id], "owner.replaced", business, url_for("identity.me"), now=now, even_blocked=True
    )
    notify_members(tx, organisation_id, "owner.new", business, page, now=now)
