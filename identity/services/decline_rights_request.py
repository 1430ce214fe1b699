"""The second person declines a request that would move somebody's rights."""

from __future__ import annotations

from datetime import datetime

from core import audit
from core.actor import Actor
from core.db import transaction
from core.errors import Refused
from identity.commands import DECLINE_RIGHTS_REQUEST
from identity.notifications.operations import notify
from identity.request_models import RightsRequest
from identity.rights_requests import AUTHORITY, concerned
from identity.rules import IdentityRefusal
from identity.states import RIGHTS_REQUEST


def decline_rights_request(request_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """End the request; nothing changes, and who asked is notified.

    Refused with REASON_MISSING, ASKED_BY_YOU, NOT_YOURSELF, CONNECTED, or StateReason.MOVED_ON.
    """
    if not reason.strip():
        raise Refused(IdentityRefusal.REASON_MISSING)
    with transaction(DECLINE_RIGHTS_REQUEST, actor, now) as tx:
        request = tx.lock(RightsRequest, request_id)
        asked_by_id = request.asked_by_id
        tx.authorise(
            AUTHORITY[request.kind].confirms,
            organisation=request.organisation_id,
            asked_by=asked_by_id,
            person=concerned(tx.session, [request])[request_id],
        )
        decided_by = actor.known_person_id
        reason_id = audit.keep_reason(tx, decided_by, reason.strip())
        tx.advance(
            RightsRequest,
            request_id,
            RIGHTS_REQUEST,
            "decline",
            decided_at=now,
            decided_by_id=decided_by,
            state_reason_id=reason_id,
        )
        audit.record(
            tx, "rights_request.declined", "rights_request", request_id, actor, now, reason_id=reason_id
        )
        page = "/rights-requests"
        notify(tx, [asked_by_id], "rights_request.declined", {}, page, now=now)
