"""A provider puts a service back into its catalogue."""

from __future__ import annotations

from datetime import datetime

from core import audit
from core.actor import Actor
from core.db import transaction
from providers.commands import RESTORE_SERVICE
from providers.moves import own_catalogue, own_service, require_category


def restore_service(service_id: int, *, actor: Actor, now: datetime) -> None:
    """Put a withdrawn service back into the directory."""
    with transaction(RESTORE_SERVICE, actor, now) as tx:
        service = own_service(tx, service_id, actor)
        own_catalogue(tx, service.provider_id, actor)
        require_category(tx, service.provider_id, service.category_id)
        service.active = True
        audit.record(
            tx,
            "provider.service_restored",
            "provider",
            service.provider_id,
            actor,
            now,
            fields={"service_id": service_id},
        )
