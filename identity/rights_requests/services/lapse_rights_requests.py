"""Requests that would change somebody's rights and that nobody confirmed in time."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core.calendar.due import is_over
from core.db import transaction
from identity.rights_requests.models import RightsRequest
from identity.rights_requests.operations import lapse_request
from identity.rights_requests.states import CONFIRM_RIGHTS_WITHIN, RightsRequestState


def lapse_rights_requests(*, now: datetime) -> int:
    """End those older than CONFIRM_RIGHTS_WITHIN, and notify who asked and the owner in question; returns how many."""
    overdue = (
        sa.select(RightsRequest)
        .where(
            RightsRequest.state == RightsRequestState.ASKED,
            is_over(RightsRequest.asked_at, CONFIRM_RIGHTS_WITHIN, now),
        )
        .order_by(RightsRequest.asked_at)
        .with_for_update(skip_locked=True)
    )
    with transaction() as tx:
        requests = tx.session.scalars(overdue).all()
        for request in requests:
            lapse_request(tx, request, now=now)
        return len(requests)
