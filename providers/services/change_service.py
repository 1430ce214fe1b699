"""A provider changes a service of its catalogue."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from core.errors import Refused
from providers.commands import CHANGE_SERVICE
from providers.operations import own_service, require_category
from providers.rules import ServiceDraft, counts_at_once, problem_of_service
from providers.service_changes import ask_change, drop_change, read_service, write_service
from providers.states import ProviderState


def change_service(service_id: int, draft: ServiceDraft, *, actor: Actor, now: datetime) -> bool:
    """Change a service; what was agreed on it keeps its own price. Returns whether the change counts already.

    Of an approved provider only prices within the approved range, descriptions and duration do. All else waits for an
    officer, and the service stays as it was approved until then.
    """
    with transaction(CHANGE_SERVICE, actor, now) as tx:
        provider, service = own_service(tx, service_id, actor)
        require_category(tx, service.provider_id, draft.category_id)
        if problem := problem_of_service(draft):
            raise Refused(problem)
        is_approved = service.approved_at is not None
        if provider.state is ProviderState.APPROVED and not (
            is_approved and counts_at_once(read_service(service), draft)
        ):
            if not is_approved:
                write_service(service, draft)
            ask_change(tx, service, draft, actor=actor, now=now)
            return False
        drop_change(tx, service_id)
        write_service(service, draft)
        fields = {
            "service_id": service_id,
            "price_from_satang": draft.price_from.satang,
            "price_to_satang": draft.price_to.satang,
        }
        audit.record(
            tx, "provider.service_changed", "provider", service.provider_id, actor, now, fields=fields
        )
        return True
