"""An officer does not let a service be sold, or be changed."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from identity.notifications.words import both_names
from providers.commands import REJECT_SERVICE_CHANGE
from providers.models import ServiceChange
from providers.operations import tell
from providers.service_changes import change_for_review
from providers.states import CHANGE_MACHINE


def reject_service_change(
    service_id: int, change_id: int, reason: str, *, actor: Actor, now: datetime
) -> None:
    """Reject it, with the reason in words; what was approved before holds, and the provider may ask anew.

    `change_id` is what the officer read: WrongState when the provider has asked for something else since.
    """
    with transaction(REJECT_SERVICE_CHANGE, actor, now) as tx:
        provider, _service, change = change_for_review(tx, service_id, change_id, "reject")
        reason_id = audit.store_submitters_reason(tx, provider, reason, actor=actor)
        tx.advance(
            ServiceChange,
            change.id,
            CHANGE_MACHINE,
            "reject",
            state_reason_id=reason_id,
            decided_at=now,
            decided_by_id=actor.known_person_id,
        )
        tell(
            tx,
            provider.organisation_id,
            "provider.service_rejected",
            actor=actor,
            now=now,
            reason_id=reason_id,
            fields={"service_id": service_id, "change_id": change.id},
            facts={"service": both_names(change)},
        )
