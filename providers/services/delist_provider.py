"""An approver takes a provider off the list for good."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import transaction
from core.events import publish
from core.permissions import Permission
from providers.events import ProviderSuspended
from providers.models import Provider
from providers.moves import for_review, keep_reason, tell
from providers.states import PROVIDER_MACHINE


def delist_provider(provider_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Delist an approved or suspended provider, with the reason in words; rooms above hold its open proposals."""
    actor.require(Permission.PROVIDERS_PROVIDER_SUSPEND)
    with transaction() as tx:
        provider = for_review(tx, provider_id, actor, now)
        reason_id = keep_reason(tx, provider, reason, actor)
        tx.advance(
            Provider,
            provider_id,
            PROVIDER_MACHINE,
            "delist",
            state_reason_id=reason_id,
        )
        publish(tx, ProviderSuspended(provider_id))
        tell(tx, provider_id, "provider.delisted", actor=actor, now=now, reason_id=reason_id)
