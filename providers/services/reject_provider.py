"""An officer rejects a provider."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import transaction
from providers.commands import REJECT_PROVIDER
from providers.operations import judge


def reject_provider(provider_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Reject a submitted registration, with the reason in words; the provider may appeal to another officer."""
    with transaction(REJECT_PROVIDER, actor, now) as tx:
        judge(
            tx,
            provider_id,
            "reject",
            "provider.rejected",
            reason,
            actor=actor,
            now=now,
            after_appeal="provider.rejected_after_appeal",
            decided_at=now,
            decided_by_id=actor.known_person_id,
        )
