"""An administrator takes back a request that nobody has confirmed yet."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import transaction
from identity import role_moves
from identity.commands import WITHDRAW_RIGHTS_REQUEST
from identity.request_models import RightsRequest


def withdraw_rights_request(request_id: int, *, actor: Actor, now: datetime) -> None:
    """Withdraw one's own request or another administrator's. Refused with NOT_YOURSELF, or StateReason.MOVED_ON."""
    with transaction(WITHDRAW_RIGHTS_REQUEST, actor, now) as tx:
        tx.authorise(person=tx.get(RightsRequest, request_id).person_id)
        role_moves.withdraw_request(tx, request_id, actor=actor, now=now)
