"""An approver lets a suspended provider back in."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import transaction
from core.permissions import Permission
from providers.models import Provider
from providers.moves import for_review, keep_reason, tell
from providers.states import PROVIDER_MACHINE


def reinstate_provider(provider_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Reinstate a suspended provider, with the reason in words."""
    actor.require(Permission.PROVIDERS_PROVIDER_SUSPEND)
    with transaction() as tx:
        provider = for_review(tx, provider_id, actor, now)
        reason_id = keep_reason(tx, provider, reason, actor)
        tx.advance(
            Provider,
            provider_id,
            PROVIDER_MACHINE,
            "reinstate",
            state_reason_id=reason_id,
        )
        tell(tx, provider_id, "provider.reinstated", actor=actor, now=now, reason_id=reason_id)
