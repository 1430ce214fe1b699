"""What the commands on staff roles have in common, inside their transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

import identity.moves
from core.actor import SYSTEM, Actor
from core.audit import operations as audit
from core.db import Tx
from core.errors import Refused
from core.permissions import Role
from identity.models import FactorReset, Organisation, RoleGrant, StaffRole
from identity.notifications.operations import notify
from identity.notifications.words import both_names
from identity.request_models import RightsRequest
from identity.rights_requests import OPEN
from identity.role_grants import administrators
from identity.rules import FIRST_ADMINISTRATORS, GIVEN_BY_TWO, IdentityRefusal
from identity.states import (
    FACTOR_RESET,
    RIGHTS_REQUEST,
    ROLE_GRANT,
    FactorResetState,
    RightsRequestKind,
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
    tell(tx, Role.AUDITOR, "role_grant.proposed", page_of(grant.id), {"role": role.value}, now=now)
    return grant.id


def page_of(grant_id: int) -> str:
    """Where a grant is read and decided about."""
    return f"/people/grants/{grant_id}"


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
    identity.moves.withdraw_staff_invitations(tx, person_id, actor=actor, now=now)
    _withdraw_grants(tx, _of(RoleGrant, "granted_by_id", person_id, and_about_them), actor=actor, now=now)
    # Locked as they are found: one that is being decided meanwhile is waited for, and then open no more.
    resets = sa.select(FactorReset).where(
        _of(FactorReset, "asked_by_id", person_id, and_about_them),
        FactorReset.state == FactorResetState.ASKED,
    )
    for reset in tx.session.scalars(resets.order_by(FactorReset.id).with_for_update()).all():
        withdraw_reset(tx, reset, actor=actor, now=now)
    theirs = sa.or_(RightsRequest.asked_by_id == person_id, RightsRequest.decided_by_id == person_id)
    withdraw_requests(tx, theirs, actor=actor, now=now)


def _of(model: Any, by: str, person_id: int, and_about_them: bool) -> sa.ColumnElement[bool]:
    asked: sa.ColumnElement[bool] = getattr(model, by) == person_id
    return sa.or_(asked, model.person_id == person_id) if and_about_them else asked


def _withdraw_grants(tx: Tx, chosen: sa.ColumnElement[bool], *, actor: Actor, now: datetime) -> None:
    open_ones = sa.select(RoleGrant.id).where(chosen, RoleGrant.state == RoleGrantState.PROPOSED)
    for grant_id in tx.session.scalars(open_ones.order_by(RoleGrant.id)).all():
        tx.advance(RoleGrant, grant_id, ROLE_GRANT, "withdraw", decided_at=now)
        audit.record(tx, "role_grant.withdrawn", "role_grant", grant_id, actor, now)


def withdraw_requests(tx: Tx, chosen: sa.ColumnElement[bool], *, actor: Actor, now: datetime) -> None:
    """Take back those that have not taken effect yet."""
    found = sa.select(RightsRequest).where(chosen, RightsRequest.state.in_(OPEN))
    for request in tx.session.scalars(found.order_by(RightsRequest.id).with_for_update()).all():
        withdraw_request(tx, request, actor=actor, now=now)


def withdraw_request(tx: Tx, request: RightsRequest, *, actor: Actor, now: datetime) -> None:
    """Take one back; nothing changes, and who is in it is told."""
    end_request(tx, request, "withdraw", "rights_request.withdrawn", actor=actor, now=now)


def lapse_request(tx: Tx, request: RightsRequest, *, now: datetime) -> None:
    """End one that came too late, or whose ground has gone; who is in it is told."""
    end_request(tx, request, "lapse", "rights_request.lapsed", actor=SYSTEM, now=now)


def end_request(
    tx: Tx, request: RightsRequest, verb: str, happened: str, *, actor: Actor, now: datetime, **columns: Any
) -> None:
    """End one without effect. Who asked and who confirmed are told, but for the actor, and so is the owner in question."""
    request_id, kind, owner_id = request.id, request.kind, request.person_id
    officers = {request.asked_by_id, request.decided_by_id} - {None, actor.person_id}
    organisation_id, decided_at = request.organisation_id, request.decided_at or now
    tx.advance(RightsRequest, request_id, RIGHTS_REQUEST, verb, decided_at=decided_at, **columns)
    reason_id = columns.get("state_reason_id")
    audit.record(tx, happened, "rights_request", request_id, actor, now, reason_id=reason_id)
    facts: dict[str, Any] = {"request": kind.value}
    if organisation_id is not None:
        facts["business"] = both_names(tx.get(Organisation, organisation_id))
    notify(tx, officers, happened, facts, "/rights-requests", now=now)
    if kind is RightsRequestKind.REPLACE_OWNER and owner_id != actor.person_id:
        page = f"/owner-changes/{request_id}"
        told = "owner.replacement_ended"
        notify(tx, [owner_id], told, facts, page, now=now, even_blocked=True)


def withdraw_reset(tx: Tx, reset: FactorReset, *, actor: Actor, now: datetime) -> None:
    """Take one back; nothing is removed."""
    reset_id, person_id = reset.id, reset.person_id
    tx.advance(FactorReset, reset_id, FACTOR_RESET, "withdraw", decided_at=now)
    fields = {"factor_reset_id": reset_id}
    audit.record(tx, "factor_reset.withdrawn", "person", person_id, actor, now, fields)
