"""Owners whose days to object are over are replaced."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core.actor import SYSTEM
from core.db import Tx, transaction
from identity.organisations.members import has_another_owner
from identity.rights_requests.models import RightsRequest
from identity.rights_requests.operations import lapse_request
from identity.rights_requests.owners import known_newcomer, lock_owner, replace_owner
from identity.rights_requests.queries import AUTHORITY, unblock_of
from identity.rights_requests.states import RIGHTS_REQUEST, RightsRequestState
from identity.staff.operations import one_at_a_time
from identity.staff.queries import may_still


def replace_owners_due(*, now: datetime) -> int:
    """Let each confirmed replacement take effect whose day has come; returns how many.

    It lapses where its ground has gone: the owner is owner no more, another owner can sign in, the successor's account
    is blocked, or who asked or who confirmed may do so no more. While an unblock of the owner is asked for, it waits.
    """
    due = (
        sa.select(RightsRequest)
        .where(
            RightsRequest.state == RightsRequestState.WAITING,
            RightsRequest.takes_effect_at <= now,
            ~unblock_of(RightsRequest.person_id),
        )
        .order_by(RightsRequest.takes_effect_at, RightsRequest.id)
        .with_for_update(skip_locked=True)
    )
    with transaction() as tx:
        one_at_a_time(tx)
        return sum(_replace(tx, request, now) for request in tx.session.scalars(due).all())


def _replace(tx: Tx, request: RightsRequest, now: datetime) -> bool:
    authority = AUTHORITY[request.kind]
    lost = lock_owner(tx, int(request.membership_id or 0))
    new_id = known_newcomer(tx, request.new_owner_email)
    if (
        lost is None
        or new_id is None
        or has_another_owner(tx, lost)
        or not may_still(tx.session, request.asked_by_id, authority.asks)
        or not may_still(tx.session, int(request.decided_by_id or 0), authority.confirms)
    ):
        lapse_request(tx, request, now=now)
        return False
    tx.advance(RightsRequest, request.id, RIGHTS_REQUEST, "take_effect")
    replace_owner(tx, request, lost, new_id, actor=SYSTEM, now=now)
    return True
