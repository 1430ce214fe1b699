"""An approver takes a provider off the list for good."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import transaction
from core.events import publish
from providers.commands import DELIST_PROVIDER
from providers.events import ProviderSuspended
from providers.models import Provider
from providers.operations import end_renewal, judge
from providers.service_changes import end_changes


def delist_provider(provider_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Delist an approved or suspended provider, with the reason in words; packages above hold its open proposals.

    Renewals and services that wait end with it.
    """
    with transaction(DELIST_PROVIDER, actor, now) as tx:
        reason_id = judge(tx, provider_id, "delist", "provider.delisted", reason, actor=actor, now=now)
        decided = {"state_reason_id": reason_id, "decided_at": now, "decided_by_id": actor.known_person_id}
        for row in tx.get(Provider, provider_id).categories:
            end_renewal(tx, row, decided)
        end_changes(tx, provider_id, None, decided)
        publish(tx, ProviderSuspended(provider_id))
