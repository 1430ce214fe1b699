"""A provider publishes a priced service."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from core.errors import Refused
from providers.commands import ADD_SERVICE
from providers.models import Service
from providers.operations import own_catalogue, require_category
from providers.rules import ServiceDraft, problem_of_service
from providers.service_changes import ask_change, write_service
from providers.states import ProviderState


def add_service(provider_id: int, draft: ServiceDraft, *, actor: Actor, now: datetime) -> int:
    """Add a service to one's catalogue, in a category asked for or approved; returns its id.

    With a registration it is looked at together with it; of an approved provider an officer looks at it first.
    """
    with transaction(ADD_SERVICE, actor, now) as tx:
        provider = own_catalogue(tx, provider_id, actor)
        require_category(tx, provider_id, draft.category_id)
        if problem := problem_of_service(draft):
            raise Refused(problem)
        waits = provider.state is ProviderState.APPROVED
        service = Service(provider_id=provider_id, created_at=now, active=not waits)
        write_service(service, draft)
        tx.add(service)
        if waits:
            ask_change(tx, service, draft, actor=actor, now=now)
            return service.id
        fields = {"service_id": service.id}
        audit.record(tx, "provider.service_added", "provider", provider_id, actor, now, fields=fields)
        return service.id
