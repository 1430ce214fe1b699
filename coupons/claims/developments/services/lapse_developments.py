"""Development proposals that nobody took further, or whose coupon has ended, end."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core.actor import SYSTEM
from core.audit import operations as audit
from core.calendar.due import is_over
from core.db import transaction
from coupons.claims.developments import operations
from coupons.claims.developments.models import Development
from coupons.claims.developments.states import (
    DEVELOPMENT_MACHINE,
    OPEN_DEVELOPMENTS,
    QUOTATION_LIMIT,
    DevelopmentState,
)
from coupons.coupons.models import Coupon
from coupons.coupons.states import CouponState
from coupons.states import CORRECTION_LIMIT, Party

BATCH = 200
"""How many end in one transaction; the job asks again until none is left."""
_UNANSWERED = {DevelopmentState.SENT: QUOTATION_LIMIT, DevelopmentState.RETURNED: CORRECTION_LIMIT}


def lapse_developments(*, now: datetime) -> int:
    """End those that were not answered or corrected in time, and those whose coupon has ended; how many ended.

    Rows that someone is working on are left for the next round. What waits for an officer waits on.
    """
    over = [
        sa.and_(Development.state == state, is_over(Development.state_since, limit, now))
        for state, limit in _UNANSWERED.items()
    ]
    ended = Coupon.state.not_in((CouponState.ISSUED, CouponState.HELD))
    with transaction() as tx:
        found = tx.session.scalars(
            sa.select(Development)
            .join(Coupon, Coupon.id == Development.coupon_id)
            .where(Development.state.in_(OPEN_DEVELOPMENTS), sa.or_(ended, *over))
            .order_by(Development.id)
            .limit(BATCH)
            .with_for_update(of=Development, skip_locked=True)
        ).all()
        for development in found:
            tx.advance(Development, development.id, DEVELOPMENT_MACHINE, "lapse", state_since=now)
            audit.record(tx, "development.lapsed", "development", development.id, SYSTEM, now)
            operations.tell(tx, development, "development.lapsed", Party.SME, Party.PROVIDER, now=now)
        return len(found)
