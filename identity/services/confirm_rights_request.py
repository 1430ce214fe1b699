"""Another officer confirms a request that moves somebody's rights."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core import audit
from core.actor import Actor
from core.clock import bangkok_date
from core.db import Tx, transaction
from core.due import due_at
from core.errors import Refused, WrongState
from core.permissions import Role
from core.terms import Term, days
from identity import number_moves, owner_moves, role_moves
from identity.commands import CONFIRM_RIGHTS_REQUEST
from identity.models import Organisation, Person
from identity.notifications.operations import notify
from identity.request_models import RightsRequest
from identity.rights_requests import AUTHORITY, bars_of, may_still
from identity.rules import IdentityRefusal
from identity.states import CONFIRM_RIGHTS_WITHIN, RIGHTS_REQUEST, RightsRequestKind


def confirm_rights_request(request_id: int, *, objection_days: int, actor: Actor, now: datetime) -> None:
    """Let it take effect: a blocked person may sign in again; an owner is replaced; a number is freed.

    An owner who can still sign in has `objection_days` to object, and is told so; a blocked one is replaced at once.

    Refused with ASKED_BY_YOU, NOT_YOURSELF for who is concerned, CONNECTED, COMMON_ORIGIN for who is not independent of
    who asked, NOT_BLOCKED, NEW_OWNER_UNKNOWN, OTHER_OWNER, NUMBER_IN_USE, or StateReason.MOVED_ON, also when it waited too long, who
    asked may no longer ask, or the owner is owner no more.
    """
    with transaction(CONFIRM_RIGHTS_REQUEST, actor, now) as tx:
        request = tx.lock(RightsRequest, request_id)
        authority = AUTHORITY[request.kind]
        facts = bars_of(tx.session, [request], actor.known_person_id, now)[request_id]
        tx.authorise(authority.confirms, organisation=request.organisation_id, **facts)
        overdue = due_at(CONFIRM_RIGHTS_WITHIN, request.asked_at) <= now
        if overdue or not may_still(tx.session, request.asked_by_id, authority.asks):
            raise WrongState(RIGHTS_REQUEST.name, "confirm", request.state)
        audit.record(tx, "rights_request.confirmed", "rights_request", request_id, actor, now)
        if request.kind is RightsRequestKind.UNBLOCK:
            _unblock(tx, request, actor=actor, now=now)
        elif request.kind is RightsRequestKind.FREE_NUMBER:
            organisation_id = int(request.organisation_id or 0)
            _confirm(tx, request_id, actor, now)
            number_moves.free_number(tx, organisation_id, actor=actor, now=now)
        else:
            _replace(tx, request, days(objection_days), actor=actor, now=now)


def _confirm(
    tx: Tx, request_id: int, actor: Actor, now: datetime, takes_effect_at: datetime | None = None
) -> None:
    tx.advance(
        RightsRequest,
        request_id,
        RIGHTS_REQUEST,
        "confirm_for_later" if takes_effect_at else "confirm",
        decided_at=now,
        decided_by_id=actor.known_person_id,
        takes_effect_at=takes_effect_at,
    )


def _unblock(tx: Tx, request: RightsRequest, *, actor: Actor, now: datetime) -> None:
    person_id = request.person_id
    _confirm(tx, request.id, actor, now)
    opened = (
        sa.update(Person)
        .where(Person.id == person_id, Person.blocked_at.is_not(None))
        .values(active=True, blocked_at=None, blocked_by_id=None, block_reason_id=None)
        .execution_options(synchronize_session=False)
    )
    if not tx.execute(opened).rowcount:
        raise Refused(IdentityRefusal.NOT_BLOCKED)
    audit.record(tx, "person.unblocked", "person", person_id, actor, now)
    notify(tx, [person_id], "person.unblocked", {}, "/sign-in", now=now)
    role_moves.tell(tx, Role.AUDITOR, "person.was_unblocked", "/audit", now=now)


def _replace(tx: Tx, request: RightsRequest, to_object: Term, *, actor: Actor, now: datetime) -> None:
    request_id, owner_id = request.id, request.person_id
    lost = owner_moves.lock_owner(tx, int(request.membership_id or 0))
    if lost is None:
        raise WrongState(RIGHTS_REQUEST.name, "confirm", request.state)
    owner_moves.refuse_beside_another_owner(tx, lost)
    new_id = owner_moves.known_newcomer(tx, request.new_owner_email)
    if new_id is None:
        raise Refused(IdentityRefusal.NEW_OWNER_UNKNOWN)
    if not tx.get(Person, owner_id).active:
        _confirm(tx, request_id, actor, now)
        owner_moves.replace_owner(tx, tx.get(RightsRequest, request_id), lost, new_id, actor=actor, now=now)
        return
    takes_effect_at = due_at(to_object, now)
    _confirm(tx, request_id, actor, now, takes_effect_at)
    facts = {
        "business": tx.get(Organisation, lost.organisation_id).name_th,
        "day": bangkok_date(takes_effect_at).isoformat(),
    }
    page = f"/owner-changes/{request_id}"
    notify(tx, [owner_id], "owner.replacement_confirmed", facts, page, now=now)
