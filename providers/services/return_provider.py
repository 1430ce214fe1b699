"""An officer sends a registration back."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import transaction
from providers.commands import RETURN_PROVIDER
from providers.operations import judge


def return_provider(provider_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Return it with what is missing, in words the owner reads; the owner may correct and submit it again."""
    with transaction(RETURN_PROVIDER, actor, now) as tx:
        judge(tx, provider_id, "return", "provider.returned", reason, actor=actor, now=now)
