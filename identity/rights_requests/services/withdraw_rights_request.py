"""Who may ask for a change of rights takes one back that has not taken effect yet."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import transaction
from identity.rights_requests.commands import WITHDRAW_RIGHTS_REQUEST
from identity.rights_requests.models import RightsRequest
from identity.rights_requests.operations import withdraw_request
from identity.rights_requests.queries import AUTHORITY, concerned
from identity.staff.operations import one_at_a_time


def withdraw_rights_request(request_id: int, *, actor: Actor, now: datetime) -> None:
    """Withdraw one's own request or another officer's. Refused with NOT_YOURSELF, CONNECTED, or StateReason.MOVED_ON."""
    with transaction(WITHDRAW_RIGHTS_REQUEST, actor, now) as tx:
        one_at_a_time(tx)
        request = tx.lock(RightsRequest, request_id)
        tx.authorise(
            AUTHORITY[request.kind].asks,
            organisation=request.organisation_id,
            person=concerned(tx.session, [request])[request_id],
        )
        withdraw_request(tx, request, actor=actor, now=now)
