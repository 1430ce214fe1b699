"""A rejected provider applies again."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from providers.commands import APPLY_AGAIN
from providers.models import Provider
from providers.states import PROVIDER_MACHINE

_OF_BEFORE = dict.fromkeys(
    (
        "submitted_at",
        "submitted_by_id",
        "decided_at",
        "decided_by_id",
        "first_decided_by_id",
        "state_reason_id",
    )
)
"""What the row says of the registration that was rejected."""


def apply_again(provider_id: int, *, actor: Actor, now: datetime) -> None:
    """Open a rejected registration for a new one, with all that was typed; the history keeps what was decided.

    It is a new application: it may be judged by anybody, and a rejection of it be appealed in its turn. Each kind of
    service keeps its own decision; one that was rejected can be asked for again.
    """
    actor.require_own(provider_id)
    with transaction(APPLY_AGAIN, actor, now) as tx:
        tx.lock(Provider, provider_id)
        tx.advance(Provider, provider_id, PROVIDER_MACHINE, "apply_again", state_since=now, **_OF_BEFORE)
        audit.record(tx, "provider.applied_again", "provider", provider_id, actor, now)
