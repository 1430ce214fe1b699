"""A provider takes a service out of its catalogue."""

from __future__ import annotations

from datetime import datetime

from core import audit
from core.actor import Actor
from core.db import transaction
from providers.commands import WITHDRAW_SERVICE
from providers.moves import own_catalogue, own_service


def withdraw_service(service_id: int, *, actor: Actor, now: datetime) -> None:
    """Take a service out of the directory; what was agreed on it goes on."""
    with transaction(WITHDRAW_SERVICE, actor, now) as tx:
        service = own_service(tx, service_id, actor)
        own_catalogue(tx, service.provider_id, actor)
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
