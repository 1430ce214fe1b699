"""An owner who is to be replaced, and can sign in, objects."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor, actor_with
from core.audit import operations as audit
from core.db import transaction
from core.permissions import Role
from identity.rights_requests.commands import OBJECT_TO_REPLACEMENT
from identity.rights_requests.models import RightsRequest
from identity.rights_requests.operations import end_request
from identity.rights_requests.queries import replacement_of


def object_to_replacement(request_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """End the request: the owner is here and says no. Who asked and who confirmed are notified.

    NotFound for another's; refused with REASON_MISSING, or StateReason.MOVED_ON once it took effect or ended.
    """
    person_id = actor.known_person_id
    # For oneself, whatever one acts for: the membership is locked after the request by who confirms, and by the clock.
    actor = actor_with(frozenset({Role.PERSON}), person_id=person_id)
    with transaction(OBJECT_TO_REPLACEMENT, actor, now) as tx:
        request = replacement_of(tx.session, request_id, person_id)
        tx.authorise()  # first, as a block locks a person first
        request = tx.lock(RightsRequest, request.id)
        reason_id = audit.store_reason(tx, person_id, reason)
        happened = "rights_request.objected"
        end_request(tx, request, "object", happened, actor=actor, now=now, state_reason_id=reason_id)
