"""An officer approves a provider."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import transaction
from core.errors import Refused
from providers.commands import APPROVE_PROVIDER
from providers.models import Provider
from providers.operations import for_review, tell
from providers.rules import problem_of_approval
from providers.service_changes import approve_services
from providers.states import PROVIDER_MACHINE


def approve_provider(provider_id: int, *, actor: Actor, now: datetime) -> None:
    """Approve a submitted provider once each of its categories has its own decision, and one is a yes.

    The services that it published with its registration are approved with it.
    """
    with transaction(APPROVE_PROVIDER, actor, now) as tx:
        provider = for_review(tx, provider_id)
        if problem := problem_of_approval(row.state for row in provider.categories):
            raise Refused(problem)
        tx.advance(
            Provider,
            provider_id,
            PROVIDER_MACHINE,
            "approve",
            state_since=now,
            decided_at=now,
            decided_by_id=actor.known_person_id,
        )
        approve_services(tx, provider_id, actor=actor, now=now)
        tell(tx, provider_id, "provider.approved", actor=actor, now=now)
