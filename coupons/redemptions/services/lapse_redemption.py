"""Free the money of a service that was not delivered in time."""

from __future__ import annotations

from datetime import datetime

from core.actor import SYSTEM
from core.audit import operations as audit
from core.db import transaction
from core.errors import Refused
from coupons.coupons.states import EndRefusal
from coupons.redemptions import operations
from coupons.redemptions.models import Redemption
from coupons.redemptions.states import REDEMPTION_MACHINE
from coupons.states import Party


def lapse_redemption(redemption_id: int, *, now: datetime) -> None:
    """Lapse one reservation whose last day is over. Raises Refused(NOT_DUE) before that."""
    with transaction() as tx:
        coupon, redemption = operations.lock_claim(tx, redemption_id)
        REDEMPTION_MACHINE.next(redemption.state, "lapse")
        if not operations.overdue(redemption, now):
            raise Refused(EndRefusal.NOT_DUE)
        tx.advance(Redemption, redemption_id, REDEMPTION_MACHINE, "lapse", state_since=now)
        operations.give_back(tx, coupon, redemption, redemption.held, actor=SYSTEM, now=now)
        audit.record(tx, "redemption.lapsed", "redemption", redemption_id, SYSTEM, now)
        operations.tell(tx, redemption, "redemption.lapsed", Party.SME, Party.PROVIDER, now=now)
