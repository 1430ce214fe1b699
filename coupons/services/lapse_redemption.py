"""Free the money of a service that was not delivered in time."""

from __future__ import annotations

from datetime import datetime

from core.actor import SYSTEM
from core.audit import operations as audit
from core.db import transaction
from core.errors import Refused
from coupons import moves
from coupons.models import Redemption
from coupons.parties import Party
from coupons.states import REDEMPTION_MACHINE, ClaimRefusal


def lapse_redemption(redemption_id: int, *, now: datetime) -> None:
    """Lapse one reservation whose last day is over. Raises Refused(NOT_DUE) before that."""
    with transaction() as tx:
        coupon, redemption = moves.lock_claim(tx, redemption_id)
        REDEMPTION_MACHINE.next(redemption.state, "lapse")
        if not moves.overdue(redemption, now):
            raise Refused(ClaimRefusal.NOT_DUE)
        tx.advance(Redemption, redemption_id, REDEMPTION_MACHINE, "lapse", state_since=now)
        moves.give_back(tx, coupon, redemption, redemption.held, actor=SYSTEM, now=now)
        audit.record(tx, "redemption.lapsed", "redemption", redemption_id, SYSTEM, now)
        moves.tell(tx, redemption, "redemption.lapsed", Party.SME, Party.PROVIDER, now=now)
