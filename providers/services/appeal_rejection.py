"""A rejected provider appeals."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from core.errors import Refused
from identity.organisations.appeals import problem_of_appeal
from providers.commands import APPEAL_REJECTION
from providers.models import Provider
from providers.rules import ProviderReason
from providers.states import PROVIDER_MACHINE, ProviderState


def appeal_rejection(
    provider_id: int, grounds: str, appeal_days: int, *, actor: Actor, now: datetime
) -> None:
    """Lay a rejected registration before another officer than the one who rejected it, once, within the appeal days."""
    actor.require_own(provider_id)
    with transaction(APPEAL_REJECTION, actor, now) as tx:
        provider = tx.lock(Provider, provider_id)
        if provider.state is not ProviderState.REJECTED or provider.decided_at is None:
            raise Refused(ProviderReason.NOT_EDITABLE)
        if problem := problem_of_appeal(provider.decided_at, provider.first_decided_by_id, appeal_days, now):
            raise Refused(problem)
        reason_id = audit.store_submitters_reason(tx, provider, grounds, actor=actor)
        tx.advance(
            Provider,
            provider_id,
            PROVIDER_MACHINE,
            "appeal",
            state_since=now,
            first_decided_by_id=provider.decided_by_id,
            decided_by_id=None,
            submitted_at=now,
            submitted_by_id=actor.known_person_id,
            state_reason_id=reason_id,
        )
        audit.record(tx, "provider.appealed", "provider", provider_id, actor, now, reason_id=reason_id)
