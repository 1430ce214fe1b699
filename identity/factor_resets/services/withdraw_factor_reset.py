"""An administrator takes back a request to remove second factors that nobody has confirmed yet."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import transaction
from identity.factor_resets.commands import WITHDRAW_FACTOR_RESET
from identity.factor_resets.models import FactorReset
from identity.factor_resets.operations import withdraw_reset


def withdraw_factor_reset(reset_id: int, *, actor: Actor, now: datetime) -> None:
    """Withdraw one's own request or another administrator's. Refused with NOT_YOURSELF, or StateReason.MOVED_ON."""
    with transaction(WITHDRAW_FACTOR_RESET, actor, now) as tx:
        tx.authorise(person=tx.get(FactorReset, reset_id).person_id)  # first, as a block locks a person first
        withdraw_reset(tx, tx.lock(FactorReset, reset_id), actor=actor, now=now)
