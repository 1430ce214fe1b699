"""An officer rejects a provider."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import transaction
from core.permissions import Permission
from providers.models import Provider
from providers.moves import for_review, keep_reason, tell
from providers.states import PROVIDER_MACHINE


def reject_provider(provider_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Reject a submitted registration, with the reason in words; the provider may appeal to another officer."""
    actor.require(Permission.PROVIDERS_PROVIDER_DECIDE)
    with transaction() as tx:
        provider = for_review(tx, provider_id, actor, now)
        reason_id = keep_reason(tx, provider, reason, actor)
        tx.advance(
            Provider,
            provider_id,
            PROVIDER_MACHINE,
            "reject",
            state_reason_id=reason_id,
            decided_at=now,
            decided_by_id=actor.known_person_id,
        )
        tell(tx, provider_id, "provider.rejected", actor=actor, now=now, reason_id=reason_id)
