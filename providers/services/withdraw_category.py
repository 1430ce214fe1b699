"""An approver withdraws one category of a provider."""

from __future__ import annotations

from datetime import datetime

from core import audit
from core.actor import Actor
from core.db import transaction
from core.errors import Refused
from core.permissions import Permission
from providers.models import ProviderCategory
from providers.moves import category_row, for_review, keep_reason
from providers.rules import ProviderReason
from providers.states import CATEGORY_MACHINE, ProviderState


def withdraw_category(
    provider_id: int, category_id: int, reason: str, *, actor: Actor, now: datetime
) -> None:
    """End an approval for good, with the reason in words; other categories stand."""
    actor.require(Permission.PROVIDERS_PROVIDER_SUSPEND)
    with transaction() as tx:
        provider = for_review(tx, provider_id, actor, now)
        if provider.state not in {ProviderState.APPROVED, ProviderState.SUSPENDED}:
            raise Refused(ProviderReason.NOT_EDITABLE)
        row = category_row(tx, provider_id, category_id)
        reason_id = keep_reason(tx, provider, reason, actor)
        tx.advance(
            ProviderCategory,
            row.id,
            CATEGORY_MACHINE,
            "withdraw",
            state_reason_id=reason_id,
            decided_at=now,
            decided_by_id=actor.known_person_id,
        )
        audit.record(
            tx,
            "provider.category_withdrawn",
            "provider",
            provider_id,
            actor,
            now,
            fields={"category_id": category_id},
            reason_id=reason_id,
        )
