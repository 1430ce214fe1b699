"""An approver lets a suspended provider back in."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import transaction
from providers.commands import REINSTATE_PROVIDER
from providers.operations import judge


def reinstate_provider(provider_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Reinstate a suspended provider, with the reason in words."""
    with transaction(REINSTATE_PROVIDER, actor, now) as tx:
        judge(tx, provider_id, "reinstate", "provider.reinstated", reason, actor=actor, now=now)
