"""Owners whose days to object are over are replaced."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core import audit
from core.actor import SYSTEM
from core.db import Tx, transaction
from identity import owner_moves
from identity.request_models import RightsRequest
from identity.states import RIGHTS_REQUEST, RightsRequestState


def replace_owners_due(*, now: datetime) -> int:
    """Let each confirmed replacement take effect whose day has come; returns how many.

    One whose owner is owner no more, or whose successor has closed or lost the account meanwhile, lapses.
    """
    due = (
        sa.select(RightsRequest)
        .where(RightsRequest.state == RightsRequestState.WAITING, RightsRequest.takes_effect_at <= now)
        .order_by(RightsRequest.takes_effect_at, RightsRequest.id)
        .with_for_update(skip_locked=True)
    )
    with transaction() as tx:
        return sum(_replace(tx, request, now) for request in tx.session.scalars(due).all())


def _replace(tx: Tx, request: RightsRequest, now: datetime) -> bool:
    request_id = request.id
    lost = owner_moves.lock_owner(tx, int(request.membership_id or 0))
    new_id = owner_moves.known_newcomer(tx, request.new_owner_email)
    if lost is None or new_id is None:
        tx.advance(RightsRequest, request_id, RIGHTS_REQUEST, "lapse")
        audit.record(tx, "rights_request.lapsed", "rights_request", request_id, SYSTEM, now)
        return False
    tx.advance(RightsRequest, request_id, RIGHTS_REQUEST, "take_effect")
    owner_moves.replace_owner(tx, request, lost, new_id, actor=SYSTEM, now=now)
    return True
