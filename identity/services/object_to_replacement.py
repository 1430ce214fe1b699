"""An owner who is to be replaced, and can sign in, objects."""

from __future__ import annotations

from datetime import datetime

from core import audit
from core.actor import Actor
from core.db import transaction
from core.errors import Refused
from identity.commands import OBJECT_TO_REPLACEMENT
from identity.notifications.operations import notify
from identity.request_models import RightsRequest
from identity.rights_requests import replacement_of
from identity.rules import IdentityRefusal
from identity.states import RIGHTS_REQUEST


def object_to_replacement(request_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """End the request: the owner is here and says no. Who asked and who confirmed are notified.

    NotFound for another's; refused with REASON_MISSING, or StateReason.MOVED_ON once it took effect or ended.
    """
    if not reason.strip():
        raise Refused(IdentityRefusal.REASON_MISSING)
    with transaction(OBJECT_TO_REPLACEMENT, actor, now) as tx:
        person_id = actor.known_person_id
        request = replacement_of(tx.session, request_id, person_id)
        told = [each for each in (request.asked_by_id, request.decided_by_id) if each is not None]
        tx.authorise()
        reason_id = audit.keep_reason(tx, person_id, reason.strip())
        tx.advance(
            RightsRequest, request_id, RIGHTS_REQUEST, "object", decided_at=now, state_reason_id=reason_id
        )
        audit.record(
            tx, "rights_request.objected", "rights_request", request_id, actor, now, reason_id=reason_id
        )
        notify(tx, told, "owner.objected", {}, "/rights-requests", now=now)
