"""A provider no longer asks for a new service, or for a change of one."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from core.errors import NotFound
from providers.commands import DROP_SERVICE_CHANGE
from providers.operations import own_service
from providers.service_changes import drop_change


def drop_service_change(service_id: int, *, actor: Actor, now: datetime) -> None:
    """Take back what nobody has decided; what was approved before holds. NotFound if nothing waits."""
    with transaction(DROP_SERVICE_CHANGE, actor, now) as tx:
        provider, _service = own_service(tx, service_id, actor)
        change = drop_change(tx, service_id)
        if change is None:
            raise NotFound
        audit.record(
            tx,
            "provider.service_change_dropped",
            "provider",
            provider.organisation_id,
            actor,
            now,
            fields={"service_id": service_id, "change_id": change.id},
        )
