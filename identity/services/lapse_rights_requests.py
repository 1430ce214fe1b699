"""Requests that would move somebody's rights, and that nobody confirmed in time."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core import audit
from core.actor import SYSTEM
from core.db import transaction
from core.due import is_over
from identity.notifications.operations import notify
from identity.request_models import RightsRequest
from identity.states import CONFIRM_RIGHTS_WITHIN, RIGHTS_REQUEST, RightsRequestState


def lapse_rights_requests(*, now: datetime) -> int:
    """End those older than CONFIRM_RIGHTS_WITHIN, and notify who asked; returns how many."""
    overdue = (
        sa.select(RightsRequest.id, RightsRequest.asked_by_id)
        .where(
            RightsRequest.state == RightsRequestState.ASKED,
            is_over(RightsRequest.asked_at, CONFIRM_RIGHTS_WITHIN, now),
        )
        .order_by(RightsRequest.asked_at)
        .with_for_update(skip_locked=True)
    )
    with transaction() as tx:
        rows = tx.execute(overdue).all()
        for request_id, asked_by_id in rows:
            tx.advance(RightsRequest, request_id, RIGHTS_REQUEST, "lapse", decided_at=now)
            audit.record(tx, "rights_request.lapsed", "rights_request", request_id, SYSTEM, now)
            page = "/rights-requests"
            notify(tx, [asked_by_id], "rights_request.lapsed", {}, page, now=now)
        return len(rows)
