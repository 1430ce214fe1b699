"""What the commands on staff roles have in common, inside their transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

import identity.moves
from core import audit
from core.actor import Actor
from core.db import Tx
from core.errors import Refused
from core.permissions import Role
from identity.models import FactorReset, Person, RoleGrant, StaffRole
from identity.notifications.operations import notify
from identity.request_models import RightsRequest
from identity.role_grants import administrators
from identity.rules import FIRST_ADMINISTRATORS, GIVEN_BY_TWO, IdentityRefusal
from identity.states import (
    FACTOR_RESET,
    RIGHTS_REQUEST,
    ROLE_GRANT,
    FactorResetState,
    RightsRequestState,
    RoleGrantState,
)


def one_at_a_time(tx: Tx) -> None:
    """Let no other command on staff roles run until this one has ended. To be called before anything is locked.

    Each such command looks at several people: how many administrators there are, what the person holds, whether the
    granter still may grant. They are rare; one after the other, none of them sees half of another.
    """
    tx.execute(sa.text("LOCK TABLE staff_roles IN SHARE ROW EXCLUSIVE MODE"))


def refuse_a_lone_administrator(tx: Tx, role: Role) -> None:
    """Refuse a role that two must give while there is one administrator: the second could be nobody independent."""
    if role in GIVEN_BY_TWO and administrators(tx.session) < FIRST_ADMINISTRATORS:
        raise Refused(IdentityRefusal.SECOND_ADMINISTRATOR)


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
        identity.moves.give_role(
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
    identity.moves.refuse_unless_free_for(tx, person_id, role)
    waits = sa.exists().where(
        RoleGrant.person_id == person_id, RoleGrant.role == role, RoleGrant.state == RoleGrantState.PROPOSED
    )
    if tx.scalar(sa.select(waits)):
        raise Refused(IdentityRefusal.GRANT_WAITING)
    grant = tx.add(
        RoleGrant(
            person_id=person_id, unit_id=unit_id, role=role, granted_by_id=granted_by_id, granted_at=now
        )
    )
    fields = {"role": role.value, "unit_id": unit_id, "granted_by_id": granted_by_id, "person_id": person_id}
    audit.record(tx, "role_grant.proposed", "role_grant", grant.id, actor, now, fields)
    tell(tx, Role.AUDITOR, "role_grant.proposed", page_of(grant.id), now=now)
    return grant.id


def page_of(grant_id: int) -> str:
    """Where a grant is read and decided about."""
    return f"/people/grants/{grant_id}"


def tell(tx: Tx, role: Role, kind: str, url: str, *, now: datetime, but: int | None = None) -> None:
    """Notify everybody who holds the role, except one person."""
    holders = sa.select(StaffRole.person_id).where(StaffRole.role == role, StaffRole.ended_at.is_(None))
    notify(tx, set(tx.session.scalars(holders)) - {but}, kind, {}, url, now=now)


def is_administrator(tx: Tx, person_id: int) -> bool:
    """Whether the person may grant roles now."""
    held = sa.select(StaffRole.id).join(Person, Person.id == StaffRole.person_id)
    mine = held.where(
        StaffRole.person_id == person_id,
        StaffRole.role == Role.ADMINISTRATOR,
        StaffRole.ended_at.is_(None),
        Person.active,
    )
    return tx.scalar(mine) is not None


def withdraw_what_was_asked(
    tx: Tx, person_id: int, *, actor: Actor, now: datetime, and_about_them: bool = False
) -> None:
    """Take back what an administrator has offered, granted or asked for and nobody has confirmed, who is one no more.

    `and_about_them`: also what others have granted to this person, or asked for them: the person is blocked.
    """
    identity.moves.withdraw_staff_invitations(tx, person_id, actor=actor, now=now)
    _withdraw_grants(tx, _of(RoleGrant, "granted_by_id", person_id, and_about_them), actor=actor, now=now)
    # Locked as they are found: one that is being decided meanwhile is waited for, and then open no more.
    resets = sa.select(FactorReset).where(
        _of(FactorReset, "asked_by_id", person_id, and_about_them),
        FactorReset.state == FactorResetState.ASKED,
    )
    for reset in tx.session.scalars(resets.order_by(FactorReset.id).with_for_update()).all():
        withdraw_reset(tx, reset, actor=actor, now=now)
    requests = sa.select(RightsRequest.id).where(
        RightsRequest.asked_by_id == person_id, RightsRequest.state == RightsRequestState.ASKED
    )
    for request_id in tx.session.scalars(requests.order_by(RightsRequest.id).with_for_update()).all():
        withdraw_request(tx, request_id, actor=actor, now=now)


def _of(model: Any, by: str, person_id: int, and_about_them: bool) -> sa.ColumnElement[bool]:
    asked: sa.ColumnElement[bool] = getattr(model, by) == person_id
    return sa.or_(asked, model.person_id == person_id) if and_about_them else asked


def _withdraw_grants(tx: Tx, chosen: sa.ColumnElement[bool], *, actor: Actor, now: datetime) -> None:
    open_ones = sa.select(RoleGrant.id).where(chosen, RoleGrant.state == RoleGrantState.PROPOSED)
    for grant_id in tx.session.scalars(open_ones.order_by(RoleGrant.id)).all():
        tx.advance(RoleGrant, grant_id, ROLE_GRANT, "withdraw", decided_at=now)
        audit.record(tx, "role_grant.withdrawn", "role_grant", grant_id, actor, now)


def withdraw_request(tx: Tx, request_id: int, *, actor: Actor, now: datetime) -> None:
    """Take one back; nothing changes."""
    tx.advance(RightsRequest, request_id, RIGHTS_REQUEST, "withdraw", decided_at=now)
    audit.record(tx, "rights_request.withdrawn", "rights_request", request_id, actor, now)


def withdraw_reset(tx: Tx, reset: FactorReset, *, actor: Actor, now: datetime) -> None:
    """Take one back; nothing is removed."""
    reset_id, person_id = reset.id, reset.person_id
    tx.advance(FactorReset, reset_id, FACTOR_RESET, "withdraw", decided_at=now)
    fields = {"factor_reset_id": reset_id}
    audit.record(tx, "factor_reset.withdrawn", "person", person_id, actor, now, fields)
