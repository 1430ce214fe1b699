"""Operations on members: find, notify, and never be without an owner."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from core import events
from core.actor import Actor
from core.db import Tx
from core.errors import NotFound, Refused
from core.statements import HotStatement
from identity.notifications.operations import READER, notify_read
from identity.notifications.words import both_names
from identity.organisations.events import OwnerGone
from identity.organisations.invitations import withdraw_member_invitations
from identity.organisations.models import Membership, Organisation
from identity.organisations.queries import another_owner_of
from identity.organisations.rules import OrganisationRefusal, side_of
from identity.organisations.states import Capacity, MemberRole
from identity.people.models import Person


def live_membership(tx: Tx, person_id: int, organisation_id: int, capacity: Capacity) -> Membership | None:
    """The person's live membership on that side, if any."""
    return tx.session.scalar(
        sa.select(Membership).where(
            Membership.person_id == person_id,
            Membership.organisation_id == organisation_id,
            Membership.capacity == capacity,
            Membership.ended_at.is_(None),
        )
    )


def membership_for(tx: Tx, membership_id: int, actor: Actor) -> Membership:
    """A live membership, locked after its organisation: one's own, or one of the side one acts for. Else NotFound."""
    organisation_id = tx.get(Membership, membership_id).organisation_id
    tx.lock(Organisation, organisation_id)
    membership = tx.lock(Membership, membership_id)
    own = membership.person_id == actor.person_id
    mine = actor.organisation_id == organisation_id and membership.capacity is side_of(actor.roles)
    if membership.ended_at is not None or not (own or mine):
        raise NotFound
    return membership


def keep_an_owner(tx: Tx, membership: Membership) -> None:
    """Refuse to lose the last owner of a side who can sign in; the organisation is locked, so two cannot leave at once."""
    if membership.role is MemberRole.OWNER and not has_another_owner(tx, membership):
        raise Refused(OrganisationRefusal.LAST_OWNER)


def has_another_owner(tx: Tx, membership: Membership) -> bool:
    """Whether another owner of that side can sign in."""
    return bool(tx.scalar(sa.select(another_owner_of(membership))))


def withdraw_what_was_begun(tx: Tx, membership: Membership, *, actor: Actor, now: datetime) -> None:
    """End what waits for others because a member began it as an owner, who is owner by this membership no more.

    Invitations belong to one side of the counter. A bank account belongs to the organisation: it goes on waiting while
    the person owns the other side. One that was verified stays; all members were notified when it was submitted.
    """
    withdraw_member_invitations(tx, membership, actor=actor, now=now)
    events.publish(tx, OwnerGone(membership.id, membership.person_id, membership.organisation_id, actor, now))


def notify_members(
    tx: Tx,
    organisation_id: int,
    kind: str,
    facts: Mapping[str, Any],
    url: str,
    *,
    now: datetime,
    capacity: Capacity | None = None,
    role: MemberRole | None = None,
    but: int | None = None,
) -> None:
    """Notify every live member of the organisation, on one side or on both, in one role or in any, `but` one person.

    The words of any such notice may name the %(business)s.
    """
    tx.session.flush()
    found = _who_are_told(capacity, role).all(tx.session, {"organisation_id": organisation_id})
    named = {"business": both_names(found[0])} if found else {}
    notify_read(tx, (row for row in found if row.id != but), kind, {**named, **facts}, url, now=now)


@cache
def _who_are_told(capacity: Capacity | None, role: MemberRole | None) -> HotStatement[Any]:
    """Every live member on one side or on both, in one role or in any, each with the names of the organisation."""
    members = (
        sa.select(*READER, Organisation.name_th, Organisation.name_en)
        .join_from(Membership, Person, Person.id == Membership.person_id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(
            Membership.organisation_id == sa.bindparam("organisation_id", None, sa.BigInteger()),
            Membership.ended_at.is_(None),
        )
    )
    if capacity is not None:
        members = members.where(Membership.capacity == capacity)
    return HotStatement(members if role is None else members.where(Membership.role == role))


def members_of(tx: Tx, organisation_ids: Collection[int]) -> dict[tuple[int, Capacity], frozenset[int]]:
    """The live members of these organisations, by organisation and side."""
    found: dict[tuple[int, Capacity], set[int]] = {}
    rows = tx.execute(
        sa.select(Membership.organisation_id, Membership.capacity, Membership.person_id).where(
            Membership.organisation_id.in_(organisation_ids), Membership.ended_at.is_(None)
        )
    )
    for organisation_id, capacity, person_id in rows:
        found.setdefault((organisation_id, capacity), set()).add(person_id)
    return {party: frozenset(persons) for party, persons in found.items()}
