"""Reads about organisations, their members, and who is invited."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload

from core.actor import Actor
from core.errors import NotFound, Refused
from core.statements import HotStatement
from identity.accounts.rules import digest_of
from identity.organisations.models import Invitation, Membership, Organisation
from identity.organisations.rules import INVITATION_DAYS, TIED_FOR, OrganisationRefusal, side_of
from identity.organisations.states import Capacity, MemberRole
from identity.people.models import Person

_CONNECTED: HotStatement[Any] = HotStatement(
    sa.select(
        sa.exists()
        .where(
            Membership.person_id == sa.bindparam("person_id"),
            Membership.organisation_id
            == sa.any_(sa.bindparam("organisations", type_=sa.ARRAY(sa.BigInteger))),
            sa.or_(
                Membership.ended_at.is_(None),
                Membership.ended_at > sa.bindparam("since", type_=sa.DateTime(True)),
            ),
        )
        .label("connected")
    )
)


def is_connected(session: Session, person_id: int, organisations: Collection[int], now: datetime) -> bool:
    """Whether the person is, or was within a year, a member of one of them on either side of the counter."""
    values = {"person_id": person_id, "organisations": sorted(organisations), "since": now - TIED_FOR}
    session.flush()
    return any(found.connected for found in _CONNECTED.all(session, values))


_PROVINCE: HotStatement[Any] = HotStatement(
    sa.select(Organisation.province_code).where(Organisation.id == sa.bindparam("organisation_id"))
)


def province_of(session: Session, organisation_id: int) -> str | None:
    """Where an organisation is, without the rest of it; None where it has not said."""
    (row,) = _PROVINCE.all(session, {"organisation_id": organisation_id})
    code: str | None = row.province_code
    return code


def connected_with(person_id: int, now: datetime) -> sa.Select[tuple[int]]:
    """The organisations of which the person is, or was within a year, a member."""
    live = sa.or_(Membership.ended_at.is_(None), Membership.ended_at > now - TIED_FOR)
    return sa.select(Membership.organisation_id).where(Membership.person_id == person_id, live)


def connections(session: Session, person_id: int, now: datetime) -> frozenset[int]:
    """The same, for what a page offers. One statement."""
    return frozenset(session.scalars(connected_with(person_id, now)))


@dataclass(frozen=True, slots=True)
class Member:
    """One live member of an organisation."""

    membership_id: int
    person_id: int
    full_name: str
    email: str
    capacity: Capacity
    role: MemberRole
    may_consent: bool
    since: datetime


def members_of(session: Session, organisation_id: int, actor: Actor) -> list[Member]:
    """The live members of the actor's own organisation, owners first; staff may read all."""
    actor.require_own(organisation_id)
    rows = session.execute(
        sa.select(Membership, Person.full_name, Person.email)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.organisation_id == organisation_id, Membership.ended_at.is_(None))
        .order_by(Membership.capacity, Membership.role.desc(), Person.full_name)
    )
    return [
        Member(row.id, row.person_id, name, email, row.capacity, row.role, row.may_consent, row.since)
        for row, name, email in rows
    ]


def member_for(session: Session, organisation_id: int, membership_id: int, actor: Actor) -> Member:
    """One live member of the side that the actor acts on; else NotFound."""
    side = side_of(actor.roles)
    for member in members_of(session, organisation_id, actor):
        if member.membership_id == membership_id and member.capacity is side:
            return member
    raise NotFound


def memberships_of(session: Session, person_id: int) -> Sequence[Membership]:
    """A person's live memberships, with their organisations."""
    return session.scalars(
        sa.select(Membership)
        .where(Membership.person_id == person_id, Membership.ended_at.is_(None))
        .options(joinedload(Membership.organisation))
        .order_by(Membership.id)
    ).all()


def organisation_for(session: Session, organisation_id: int, actor: Actor) -> Organisation:
    """The organisation, if it is the actor's own or the actor is OSMEP's; else NotFound."""
    actor.require_own(organisation_id)
    row = session.get(Organisation, organisation_id)
    if row is None:
        raise NotFound
    return row


def open_invitations(
    session: Session, organisation_id: int, actor: Actor, now: datetime
) -> Sequence[Invitation]:
    """Invitations to the side of the organisation that the actor acts for, that may still be accepted; newest first."""
    actor.require_own(organisation_id)
    return session.scalars(
        _open_invitations(now)
        .where(Invitation.organisation_id == organisation_id, Invitation.capacity == side_of(actor.roles))
        .order_by(Invitation.created_at.desc())
    ).all()


def _open_invitations(now: datetime) -> Any:
    return sa.select(Invitation).where(
        Invitation.taken_up_at.is_(None), Invitation.withdrawn_at.is_(None), Invitation.expires_at > now
    )


def staff_invitations(session: Session, now: datetime) -> Sequence[Invitation]:
    """Open invitations to serve OSMEP, newest first."""
    return session.scalars(
        _open_invitations(now)
        .where(Invitation.staff_role.is_not(None))
        .options(joinedload(Invitation.unit))
        .order_by(Invitation.created_at.desc())
    ).all()


def invitations_to(session: Session, person_id: int, now: datetime) -> Sequence[Invitation]:
    """Open invitations to the person's e-mail, newest first."""
    email = (
        sa.select(Person.email)
        .where(Person.id == person_id, Person.confirmed_at.is_not(None))
        .scalar_subquery()
    )
    return session.scalars(
        _open_invitations(now)
        .where(Invitation.email == email)
        .options(joinedload(Invitation.organisation), joinedload(Invitation.unit))
        .order_by(Invitation.created_at.desc())
    ).all()


def invitation_by_token(session: Session, token: str, actor: Actor, now: datetime) -> Invitation:
    """Return the invitation to which an e-mail leads. Refused with INVITATION_GONE or INVITED_ANOTHER."""
    row = session.scalar(
        _open_invitations(now)
        .where(Invitation.token_digest == digest_of(token))
        .options(joinedload(Invitation.organisation), joinedload(Invitation.unit))
    )
    if row is None:
        raise Refused(OrganisationRefusal.INVITATION_GONE, days=INVITATION_DAYS)
    if row.email != session.scalar(sa.select(Person.email).where(Person.id == actor.known_person_id)):
        raise Refused(OrganisationRefusal.INVITED_ANOTHER)
    invitation: Invitation = row
    return invitation


def another_owner_of(membership: Any) -> sa.Exists:
    """Whether another owner of that side can sign in; `membership` is a row, or the table that a statement reads."""
    other = aliased(Membership)
    return sa.exists().where(
        other.organisation_id == membership.organisation_id,
        other.capacity == membership.capacity,
        other.role == MemberRole.OWNER,
        other.ended_at.is_(None),
        other.id != membership.id,
        Person.id == other.person_id,
        Person.active,
    )


def owner_of(session: Session, membership_id: int) -> Membership:
    """A live owner's membership, with person and organisation. NotFound for anything else."""
    row = session.scalar(
        sa.select(Membership)
        .where(
            Membership.id == membership_id,
            Membership.role == MemberRole.OWNER,
            Membership.ended_at.is_(None),
        )
        .options(joinedload(Membership.person), joinedload(Membership.organisation))
    )
    if row is None:
        raise NotFound
    return row


def names_of_organisations(session: Session, person_id: int) -> list[str]:
    """Names and numbers of the organisations whose member the person is now."""
    rows = session.execute(
        sa.select(Organisation.name_th, Organisation.name_en, Organisation.registration_number)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(Membership.person_id == person_id, Membership.ended_at.is_(None))
    )
    return [text for row in rows for text in row]


WhyNot = Callable[[Session, int, Actor, datetime], dict[int, StrEnum | None]]
"""Of each owner's membership: why this officer cannot ask to replace them, or None."""
_reader: list[WhyNot] = []


def read_replacements_by(read: WhyNot) -> None:
    """Register the function that reads replacements. `identity` calls this: the function belongs to a package above this one."""
    _reader[:] = [read]


def why_not_replaced(
    session: Session, organisation_id: int, actor: Actor, now: datetime
) -> dict[int, StrEnum | None]:
    """Why this officer cannot ask to replace an owner, by the membership of each."""
    return _reader[0](session, organisation_id, actor, now)
