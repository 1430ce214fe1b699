"""An officer sends a registration back."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import transaction
from core.permissions import Permission
from providers.models import Provider
from providers.moves import for_review, keep_reason, tell
from providers.states import PROVIDER_MACHINE


def return_provider(provider_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Return it with what is missing, in words the owner reads; the owner may correct and submit it again."""
    actor.require(Permission.PROVIDERS_PROVIDER_DECIDE)
    with transaction() as tx:
        provider = for_review(tx, provider_id, actor, now)
        reason_id = keep_reason(tx, provider, reason, actor)
        tx.advance(
            Provider,
            provider_id,
            PROVIDER_MACHINE,
            "return",
            state_reason_id=reason_id,
        )
        tell(tx, provider_id, "provider.returned", actor=actor, now=now, reason_id=reason_id)
