"""Reads about people and organisations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload

from core.actor import Actor
from core.errors import NotFound, Refused
from core.permissions import Role
from identity.models import (
    BankAccount,
    FactorReset,
    Invitation,
    Membership,
    Organisation,
    Person,
    SignInSession,
    StaffRole,
    StaffUnit,
)
from identity.notifications.models import Notice
from identity.rules import INVITATION_DAYS, IdentityRefusal, digest_of, side_of
from identity.session_rules import SessionFacts, limits_of
from identity.states import (
    BankAccountState,
    Capacity,
    FactorResetState,
    MemberRole,
    SessionEnd,
)


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
    """Invitations to the side of the organisation that the actor acts for, that may still be taken up; newest first."""
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
    """The invitation a letter leads to. Refused with INVITATION_GONE or INVITED_ANOTHER."""
    row = session.scalar(
        _open_invitations(now)
        .where(Invitation.token_digest == digest_of(token))
        .options(joinedload(Invitation.organisation), joinedload(Invitation.unit))
    )
    if row is None:
        raise Refused(IdentityRefusal.INVITATION_GONE, days=INVITATION_DAYS)
    if row.email != session.scalar(sa.select(Person.email).where(Person.id == actor.known_person_id)):
        raise Refused(IdentityRefusal.INVITED_ANOTHER)
    invitation: Invitation = row
    return invitation


def had_account(session: Session, organisation_id: int) -> bool:
    """Whether an account of the organisation was ever verified: another one is a change, and cools off."""
    known = sa.exists().where(
        BankAccount.organisation_id == organisation_id, BankAccount.verified_at.is_not(None)
    )
    return bool(session.scalar(sa.select(known)))


def verified_bank_account(session: Session, organisation_id: int) -> BankAccount | None:
    """The account in use, whether or not its cooling-off days are over."""
    return session.scalar(
        sa.select(BankAccount).where(
            BankAccount.organisation_id == organisation_id, BankAccount.state == BankAccountState.VERIFIED
        )
    )


def bank_accounts_of(session: Session, organisation_id: int, actor: Actor) -> Sequence[BankAccount]:
    """All accounts the actor's own organisation ever gave, newest first."""
    actor.require_own(organisation_id)
    return session.scalars(
        sa.select(BankAccount)
        .where(BankAccount.organisation_id == organisation_id)
        .order_by(BankAccount.id.desc())
    ).all()


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A person with the staff roles she holds now."""

    person_id: int
    full_name: str
    email: str
    has_second_factor: bool
    roles: tuple[tuple[int, Role, StaffUnit], ...]
    """(staff role id, role, unit), alphabetical."""


def staff_member(session: Session, person_id: int) -> StaffMember:
    """One person as the administrator sees her. NotFound if there is no such person, or she never held a role."""
    person = session.get(Person, person_id)
    roles = session.scalars(
        sa.select(StaffRole)
        .where(StaffRole.person_id == person_id)
        .options(joinedload(StaffRole.unit))
        .order_by(StaffRole.role)
    ).all()
    if person is None or not roles:
        raise NotFound
    live = tuple((row.id, row.role, row.unit) for row in roles if row.ended_at is None)
    factor = bool((person.tf_primary_method and person.tf_totp_secret) or person.webauthn)
    return StaffMember(person.id, person.full_name, person.email, factor, live)


def live_sessions(session: Session, person_id: int, now: datetime, *, is_staff: bool) -> list[SignInSession]:
    """The sessions in which the person is signed in now, the one used last first."""
    rows = session.scalars(
        sa.select(SignInSession)
        .where(SignInSession.person_id == person_id, SignInSession.ended_at.is_(None))
        .order_by(SignInSession.last_seen_at.desc(), SignInSession.id.desc())
    )
    return [row for row in rows if not _is_over(row, is_staff=is_staff, now=now)]


def end_of_session(session: Session, token: str) -> SessionEnd | None:
    """Why the session of that token has ended; None if it has not, or is not known any more."""
    reason: SessionEnd | None = session.scalar(
        sa.select(SignInSession.end_reason).where(SignInSession.token_digest == digest_of(token))
    )
    return reason


def _is_over(row: SignInSession, *, is_staff: bool, now: datetime) -> bool:
    facts = SessionFacts(
        row.id, row.created_at, row.last_seen_at, row.remembered, row.password_at, row.second_factor_at
    )
    return facts.is_over(limits_of(frozenset(), is_staff=is_staff, remembered=row.remembered), now)


def person_of_email(session: Session, email: str) -> int:
    """The id of the person with that e-mail. NotFound if nobody has it."""
    found: int | None = session.scalar(sa.select(Person.id).where(Person.email == email))
    if found is None:
        raise NotFound
    return found


def factor_resets_asked() -> sa.Select[tuple[FactorReset]]:
    """Those that await their second person, with the people in them."""
    return (
        sa.select(FactorReset)
        .where(FactorReset.state == FactorResetState.ASKED)
        .options(joinedload(FactorReset.person), joinedload(FactorReset.asked_by))
    )


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


def blocked_person(session: Session, person_id: int) -> Person:
    """One whose account is blocked. NotFound for anybody else."""
    person = session.get(Person, person_id)
    if person is None or person.blocked_at is None:
        raise NotFound
    return person


def search_people(statement: Any, typed: str) -> Any:
    """Narrow by a part of the person's name or e-mail."""
    return statement.where(
        sa.or_(
            Person.full_name.icontains(typed, autoescape=True), Person.email.icontains(typed, autoescape=True)
        )
    )


def units(session: Session) -> Sequence[StaffUnit]:
    """All units, those in use first."""
    return session.scalars(sa.select(StaffUnit).order_by(StaffUnit.active.desc(), StaffUnit.code)).all()


NOTICES_A_PAGE = 25


def notices_of(
    session: Session,
    person_id: int,
    limit: int = NOTICES_A_PAGE,
    *,
    unread_only: bool = False,
    before: int | None = None,
) -> Sequence[Notice]:
    """The newest notices of a person; after the one with the id `before`, which is the person's own, if given."""
    found = sa.select(Notice).where(Notice.person_id == person_id)
    if unread_only:
        found = found.where(Notice.read_at.is_(None))
    if before is not None:
        key = sa.select(Notice.created_at, Notice.id).where(
            Notice.id == before, Notice.person_id == person_id
        )
        found = found.where(sa.tuple_(Notice.created_at, Notice.id) < key.scalar_subquery())
    return session.scalars(found.order_by(Notice.created_at.desc(), Notice.id.desc()).limit(limit)).all()


MOST_COUNTED = 100


def unread_notices(session: Session, person_id: int) -> int:
    """How many notices a person has not read; MOST_COUNTED stands for that many or more."""
    some = (
        sa.select(Notice.id)
        .where(Notice.person_id == person_id, Notice.read_at.is_(None))
        .limit(MOST_COUNTED)
    )
    return session.scalar(sa.select(sa.func.count()).select_from(some.subquery())) or 0
