"""Giving and taking staff roles, inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import url_for

from core import events
from core.actor import Actor
from core.audit import operations as audit
from core.db import Tx
from core.errors import Refused
from core.labels import words_for
from core.permissions import Role
from identity.accounts.operations import end_sessions
from identity.accounts.states import SessionEnd
from identity.notifications.operations import notify
from identity.organisations.invitations import withdraw_staff_invitations
from identity.people.models import Person
from identity.people.rules import PersonRefusal
from identity.staff.events import OfficerGone
from identity.staff.models import RoleGrant, StaffRole
from identity.staff.queries import administrators
from identity.staff.rules import FIRST_ADMINISTRATORS, GIVEN_BY_TWO, StaffRefusal, excluded_by
from identity.staff.states import ROLE_GRANT, RoleGrantState


def give_role(
    tx: Tx,
    person_id: int,
    unit_id: int,
    role: Role,
    *,
    granted_by_id: int,
    actor: Actor,
    now: datetime,
    confirmed_by_id: int | None = None,
    keep_session_id: int | None = None,
) -> None:
    """Give a staff role, and end the person's sessions but the one in which they take it up themselves.

    Refused with ALREADY_STAFF_ROLE, or ROLES_EXCLUDE: duties stay separate.
    """
    refuse_unless_free_for(tx, person_id, role)
    row = StaffRole(
        person_id=person_id,
        unit_id=unit_id,
        role=role,
        granted_by_id=granted_by_id,
        confirmed_by_id=confirmed_by_id,
        granted_at=now,
    )
    tx.add(row)
    fields = {
        "role": role.value,
        "unit_id": unit_id,
        "granted_by_id": granted_by_id,
        "confirmed_by_id": confirmed_by_id,
    }
    audit.record(tx, "staff_role.granted", "person", person_id, actor, now, fields)
    told = {"role": role.value, "office": "two" if confirmed_by_id else "administrator"}
    end_sessions(tx, person_id, SessionEnd.ROLE_CHANGED, by_id=actor.person_id, now=now, but=keep_session_id)
    notify(tx, [person_id], "staff_role.granted", told, url_for("identity.me"), now=now)


def refuse_unless_free_for(tx: Tx, person_id: int, role: Role) -> None:
    """Lock the person; refuse a role held already (ALREADY_STAFF_ROLE), or not beside those held (ROLES_EXCLUDE).

    Who is blocked is given none: ACCOUNT_BLOCKED.
    """
    if not tx.lock(Person, person_id, named_meanwhile=True).active:
        raise Refused(PersonRefusal.ACCOUNT_BLOCKED)
    held = tx.session.scalars(
        sa.select(StaffRole.role).where(StaffRole.person_id == person_id, StaffRole.ended_at.is_(None))
    ).all()
    if role in held:
        raise Refused(StaffRefusal.ALREADY_STAFF_ROLE)
    other = excluded_by(role, held)
    if other is not None:
        raise Refused(StaffRefusal.ROLES_EXCLUDE, role=words_for(role), other=words_for(other))


def one_at_a_time(tx: Tx) -> None:
    """Let no other command on staff roles run until this one has ended. To be called before anything is locked.

    Each such command looks at several people: how many administrators there are, what the person holds, whether the
    granter still may grant. They are rare; one after the other, none of them sees half of another.
    """
    tx.execute(sa.text("LOCK TABLE staff_roles IN SHARE ROW EXCLUSIVE MODE"))


def refuse_a_lone_administrator(tx: Tx, role: Role) -> None:
    """Refuse a role that two must give while there is one administrator: the second could be nobody independent."""
    if role in GIVEN_BY_TWO and administrators(tx.session) < FIRST_ADMINISTRATORS:
        raise Refused(StaffRefusal.SECOND_ADMINISTRATOR)


def give_or_propose(
    tx: Tx,
    person_id: int,
    unit_id: int,
    role: Role,
    *,
    granted_by_id: int,
    actor: Actor,
    now: datetime,
    keep_session_id: int | None = None,
) -> int | None:
    """Give the role at once, or write down the grant that a second person must confirm; returns the grant's id then.

    Refused with ALREADY_STAFF_ROLE, ROLES_EXCLUDE, GRANT_WAITING or SECOND_ADMINISTRATOR.
    """
    if role not in GIVEN_BY_TWO:
        give_role(
            tx,
            person_id,
            unit_id,
            role,
            granted_by_id=granted_by_id,
            actor=actor,
            now=now,
            keep_session_id=keep_session_id,
        )
        return None
    refuse_a_lone_administrator(tx, role)
    refuse_unless_free_for(tx, person_id, role)
    waits = sa.exists().where(
        RoleGrant.person_id == person_id, RoleGrant.role == role, RoleGrant.state == RoleGrantState.PROPOSED
    )
    if tx.scalar(sa.select(waits)):
        raise Refused(StaffRefusal.GRANT_WAITING)
    grant = tx.add(
        RoleGrant(
            person_id=person_id, unit_id=unit_id, role=role, granted_by_id=granted_by_id, granted_at=now
        )
    )
    fields = {"role": role.value, "unit_id": unit_id, "granted_by_id": granted_by_id, "person_id": person_id}
    audit.record(tx, "role_grant.proposed", "role_grant", grant.id, actor, now, fields)
    tell(tx, Role.AUDITOR, "role_grant.proposed", page_of(grant.id), {"role": role.value}, now=now)
    return grant.id


def page_of(grant_id: int) -> str:
    """Where a grant is read and decided about."""
    return url_for("identity.grant", grant_id=grant_id)


def tell(
    tx: Tx,
    role: Role,
    kind: str,
    url: str,
    facts: Mapping[str, Any] | None = None,
    *,
    now: datetime,
    but: int | None = None,
) -> None:
    """Notify everybody who holds the role, except one person."""
    holders = sa.select(StaffRole.person_id).where(StaffRole.role == role, StaffRole.ended_at.is_(None))
    notify(tx, set(tx.session.scalars(holders)) - {but}, kind, facts or {}, url, now=now)


def withdraw_what_was_asked(
    tx: Tx, person_id: int, *, actor: Actor, now: datetime, and_about_them: bool = False
) -> None:
    """Take back what an administrator has offered, granted or asked for, who is one no more, and has not taken effect.

    A request that waits for its day ends with who confirmed it as well.

    `and_about_them`: also what others have granted to this person, or asked for them: the person is blocked.
    """
    withdraw_staff_invitations(tx, person_id, actor=actor, now=now)
    theirs = RoleGrant.granted_by_id == person_id
    if and_about_them:
        theirs |= RoleGrant.person_id == person_id
    _withdraw_grants(tx, theirs, actor=actor, now=now)
    events.publish(tx, OfficerGone(person_id, and_about_them, actor, now))


def _withdraw_grants(tx: Tx, chosen: sa.ColumnElement[bool], *, actor: Actor, now: datetime) -> None:
    open_ones = sa.select(RoleGrant.id).where(chosen, RoleGrant.state == RoleGrantState.PROPOSED)
    for grant_id in tx.session.scalars(open_ones.order_by(RoleGrant.id)).all():
        tx.advance(RoleGrant, grant_id, ROLE_GRANT, "withdraw", decided_at=now)
        audit.record(tx, "role_grant.withdrawn", "role_grant", grant_id, actor, now)
