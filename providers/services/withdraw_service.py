"""A provider takes a service out of its catalogue."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from providers.commands import WITHDRAW_SERVICE
from providers.operations import own_service
from providers.service_changes import drop_change


def withdraw_service(service_id: int, *, actor: Actor, now: datetime) -> None:
    """Take a service out of the directory; what was agreed on it goes on, what was asked for it does not."""
    with transaction(WITHDRAW_SERVICE, actor, now) as tx:
        _provider, service = own_service(tx, service_id, actor)
        drop_change(tx, service_id)
        service.active = False
        audit.record(
            tx,
            "provider.service_withdrawn",
            "provider",
            service.provider_id,
            actor,
            now,
            fields={"service_id": service_id},
        )
