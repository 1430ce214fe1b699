"""An approver suspends a provider."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import transaction
from core.events import publish
from providers.commands import SUSPEND_PROVIDER
from providers.events import ProviderSuspended
from providers.operations import judge


def suspend_provider(provider_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Stop it at once, with the reason in words; packages above hold its open proposals."""
    with transaction(SUSPEND_PROVIDER, actor, now) as tx:
        judge(tx, provider_id, "suspend", "provider.suspended", reason, actor=actor, now=now)
        publish(tx, ProviderSuspended(provider_id))
