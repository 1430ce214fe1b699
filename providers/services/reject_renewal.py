"""An officer does not let an approval run longer."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from providers.commands import REJECT_RENEWAL
from providers.models import CategoryRenewal
from providers.operations import category_fact, renewal_for_review, tell
from providers.states import RENEWAL_MACHINE


def reject_renewal(
    provider_id: int, category_id: int, renewal_id: int, reason: str, *, actor: Actor, now: datetime
) -> None:
    """Reject it, with the reason in words. The approval runs to its day; the provider may ask again.

    `renewal_id` is what the officer read: WrongState when another waits in its place.
    """
    with transaction(REJECT_RENEWAL, actor, now) as tx:
        provider, renewal = renewal_for_review(tx, provider_id, category_id, renewal_id, "reject")
        reason_id = audit.store_submitters_reason(tx, provider, reason, actor=actor)
        tx.advance(
            CategoryRenewal,
            renewal.id,
            RENEWAL_MACHINE,
            "reject",
            state_reason_id=reason_id,
            decided_at=now,
            decided_by_id=actor.known_person_id,
        )
        tell(
            tx,
            provider_id,
            "provider.renewal_rejected",
            actor=actor,
            now=now,
            reason_id=reason_id,
            fields={"category_id": category_id, "renewal_id": renewal.id},
            facts=category_fact(tx, category_id),
        )
