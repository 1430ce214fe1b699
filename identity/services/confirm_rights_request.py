"""Another officer confirms a request that moves somebody's rights."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

import identity.moves
from core import audit
from core.actor import Actor
from core.db import Tx, transaction
from core.errors import Refused, WrongState
from core.permissions import Role
from identity import role_moves
from identity.commands import CONFIRM_RIGHTS_REQUEST
from identity.models import Person
from identity.request_models import RightsRequest
from identity.role_grants import request_bars
from identity.rules import IdentityRefusal
from identity.states import CONFIRM_RIGHTS_WITHIN, RIGHTS_REQUEST


def confirm_rights_request(request_id: int, *, actor: Actor, now: datetime) -> None:
    """Let it take effect: a blocked person may sign in again, with the roles and memberships that were kept.

    Refused with ASKED_BY_YOU, NOT_YOURSELF, COMMON_ORIGIN for who is not independent of who asked, NOT_BLOCKED, or
    StateReason.MOVED_ON, also when it waited too long or who asked may no longer ask.
    """
    with transaction(CONFIRM_RIGHTS_REQUEST, actor, now) as tx:
        request = tx.lock(RightsRequest, request_id)
        tx.authorise(**request_bars(tx.session, [request], actor.known_person_id, now)[request_id])
        overdue = now - request.asked_at > CONFIRM_RIGHTS_WITHIN
        if overdue or not role_moves.is_administrator(tx, request.asked_by_id):
            raise WrongState(RIGHTS_REQUEST.name, "confirm", request.state)
        person_id = request.person_id
        tx.advance(
            RightsRequest,
            request_id,
            RIGHTS_REQUEST,
            "confirm",
            decided_at=now,
            decided_by_id=actor.known_person_id,
        )
        audit.record(tx, "rights_request.confirmed", "rights_request", request_id, actor, now)
        _unblock(tx, person_id, actor=actor, now=now)


def _unblock(tx: Tx, person_id: int, *, actor: Actor, now: datetime) -> None:
    opened = (
        sa.update(Person)
        .where(Person.id == person_id, Person.blocked_at.is_not(None))
        .values(active=True, blocked_at=None, blocked_by_id=None, block_reason_id=None)
        .execution_options(synchronize_session=False)
    )
    if not tx.execute(opened).rowcount:
        raise Refused(IdentityRefusal.NOT_BLOCKED)
    audit.record(tx, "person.unblocked", "person", person_id, actor, now)
    identity.moves.notify(tx, [person_id], "person.unblocked", {}, "/sign-in", now=now)
    role_moves.tell(tx, Role.AUDITOR, "person.was_unblocked", "/audit", now=now)
