"""An officer approves a new service, or a change of one."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import transaction
from core.errors import Refused
from identity.notifications.words import both_names
from providers.commands import APPROVE_SERVICE_CHANGE
from providers.models import ServiceChange
from providers.operations import category_row, tell
from providers.rules import ProviderReason
from providers.service_changes import change_for_review, read_service, write_service
from providers.states import CHANGE_MACHINE, CategoryState


def approve_service_change(service_id: int, change_id: int, *, actor: Actor, now: datetime) -> None:
    """Let the service be sold as it was asked for, from now on; prices agreed before stay. Its category comes first.

    `change_id` is what the officer read: WrongState when the provider has asked for something else since.
    """
    with transaction(APPROVE_SERVICE_CHANGE, actor, now) as tx:
        provider, service, change = change_for_review(tx, service_id, change_id, "approve")
        if category_row(tx, provider.organisation_id, change.category_id).state is not CategoryState.APPROVED:
            raise Refused(ProviderReason.CATEGORY_FIRST)
        if service.approved_at is None:
            service.active = True
        write_service(service, read_service(change))
        service.approved_at, service.approved_by_id = now, actor.known_person_id
        tx.session.flush()
        decided = {"decided_at": now, "decided_by_id": actor.known_person_id}
        tx.advance(ServiceChange, change.id, CHANGE_MACHINE, "approve", **decided)
        fields = {"service_id": service_id, "change_id": change.id}
        tell(
            tx,
            provider.organisation_id,
            "provider.service_approved",
            actor=actor,
            now=now,
            fields=fields,
            facts={"service": both_names(change)},
        )
