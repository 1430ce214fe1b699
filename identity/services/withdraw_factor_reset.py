"""An administrator takes back a request to remove second factors that nobody has confirmed yet."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import transaction
from identity import role_moves
from identity.commands import WITHDRAW_FACTOR_RESET
from identity.models import FactorReset


def withdraw_factor_reset(reset_id: int, *, actor: Actor, now: datetime) -> None:
    """Withdraw one's own request or another administrator's. Refused with NOT_YOURSELF, or StateReason.MOVED_ON."""
    with transaction(WITHDRAW_FACTOR_RESET, actor, now) as tx:
        reset = tx.lock(FactorReset, reset_id)
        tx.authorise(person=reset.person_id)
        role_moves.withdraw_reset(tx, reset, actor=actor, now=now)
