"""The second person declines a request that would change somebody's rights."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from identity.rights_requests.commands import DECLINE_RIGHTS_REQUEST
from identity.rights_requests.models import RightsRequest
from identity.rights_requests.operations import end_request
from identity.rights_requests.queries import AUTHORITY, concerned
from identity.staff.operations import one_at_a_time


def decline_rights_request(request_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """End the request; nothing changes, and who asked is notified, and the owner in question.

    Refused with REASON_MISSING, ASKED_BY_YOU, NOT_YOURSELF, CONNECTED, or StateReason.MOVED_ON.
    """
    with transaction(DECLINE_RIGHTS_REQUEST, actor, now) as tx:
        one_at_a_time(tx)
        request = tx.lock(RightsRequest, request_id)
        tx.authorise(
            AUTHORITY[request.kind].confirms,
            organisation=request.organisation_id,
            asked_by=request.asked_by_id,
            person=concerned(tx.session, [request])[request_id],
        )
        decided_by = actor.known_person_id
        reason_id = audit.store_reason(tx, decided_by, reason)
        end_request(
            tx,
            request,
            "decline",
            "rights_request.declined",
            actor=actor,
            now=now,
            decided_by_id=decided_by,
            state_reason_id=reason_id,
        )
