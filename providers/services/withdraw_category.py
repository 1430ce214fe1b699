"""An approver withdraws one category of a provider."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import transaction
from providers.commands import WITHDRAW_CATEGORY
from providers.operations import judge_category
from providers.states import ProviderState


def withdraw_category(
    provider_id: int, category_id: int, reason: str, *, actor: Actor, now: datetime
) -> None:
    """End an approval for good, with the reason in words; other categories stand."""
    with transaction(WITHDRAW_CATEGORY, actor, now) as tx:
        judge_category(
            tx,
            provider_id,
            category_id,
            "withdraw",
            "provider.category_withdrawn",
            reason,
            during=frozenset({ProviderState.APPROVED, ProviderState.SUSPENDED}),
            actor=actor,
            now=now,
        )
