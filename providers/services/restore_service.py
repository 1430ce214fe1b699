"""A provider puts a service back into its catalogue."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from providers.commands import RESTORE_SERVICE
from providers.operations import own_service, require_category
from providers.service_changes import ask_change, read_service
from providers.states import ProviderState


def restore_service(service_id: int, *, actor: Actor, now: datetime) -> bool:
    """Put a withdrawn service back into the directory, as it was approved. Returns whether it is there already.

    One that no officer has looked at, of an approved provider, waits for that first.
    """
    with transaction(RESTORE_SERVICE, actor, now) as tx:
        provider, service = own_service(tx, service_id, actor)
        require_category(tx, service.provider_id, service.category_id)
        if provider.state is ProviderState.APPROVED and service.approved_at is None:
            ask_change(tx, service, read_service(service), actor=actor, now=now)
            return False
        service.active = True
        told = {"service_id": service_id}
        audit.record(tx, "provider.service_restored", "provider", service.provider_id, actor, now, told)
        return True
