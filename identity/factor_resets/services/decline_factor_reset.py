"""The second person declines: nothing of a person's second factors is removed."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from identity.factor_resets.commands import DECLINE_FACTOR_RESET
from identity.factor_resets.models import FactorReset
from identity.factor_resets.states import FACTOR_RESET
from identity.staff.operations import one_at_a_time


def decline_factor_reset(reset_id: int, *, actor: Actor, now: datetime) -> None:
    """End the request; nothing is removed. Refused with FACTOR_RESET_OWN, NOT_YOURSELF, or StateReason.MOVED_ON."""
    with transaction(DECLINE_FACTOR_RESET, actor, now) as tx:
        one_at_a_time(tx)
        reset = tx.lock(FactorReset, reset_id)
        tx.authorise(asked_by=reset.asked_by_id, person=reset.person_id)
        tx.advance(
            FactorReset,
            reset_id,
            FACTOR_RESET,
            "decline",
            decided_at=now,
            decided_by_id=actor.known_person_id,
        )
        fields = {"factor_reset_id": reset_id}
        audit.record(tx, "factor_reset.declined", "person", reset.person_id, actor, now, fields)
