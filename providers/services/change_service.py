"""A provider changes a service it has published."""

from __future__ import annotations

from datetime import datetime

from core import audit
from core.actor import Actor
from core.db import transaction
from core.errors import Refused
from providers.commands import CHANGE_SERVICE
from providers.moves import own_catalogue, own_service, require_category
from providers.rules import ServiceDraft, problem_of_service
from providers.service_fields import write_service


def change_service(service_id: int, draft: ServiceDraft, *, actor: Actor, now: datetime) -> None:
    """Write a service anew. Proposals and redemptions hold their own price: none of them changes."""
    with transaction(CHANGE_SERVICE, actor, now) as tx:
        service = own_service(tx, service_id, actor)
        own_catalogue(tx, service.provider_id, actor)
        require_category(tx, service.provider_id, draft.category_id)
        if problem := problem_of_service(draft):
            raise Refused(problem)
        write_service(service, draft)
        audit.record(
            tx,
            "provider.service_changed",
            "provider",
            service.provider_id,
            actor,
            now,
            fields={
                "service_id": service_id,
                "price_from_satang": draft.price_from.satang,
                "price_to_satang": draft.price_to.satang,
            },
        )
