"""An officer rejects one category of a provider."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import transaction
from providers.commands import REJECT_CATEGORY
from providers.operations import judge_category
from providers.states import ProviderState


def reject_category(provider_id: int, category_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Reject it, with the reason in words; the provider may ask again."""
    with transaction(REJECT_CATEGORY, actor, now) as tx:
        judge_category(
            tx,
            provider_id,
            category_id,
            "reject",
            "provider.category_rejected",
            reason,
            during=frozenset({ProviderState.SUBMITTED, ProviderState.APPROVED}),
            actor=actor,
            now=now,
        )
