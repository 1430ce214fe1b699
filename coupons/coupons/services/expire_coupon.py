"""A coupon's last day is over: what is left of it goes back to its scheme."""

from __future__ import annotations

from datetime import datetime

from core.actor import SYSTEM
from core.audit import operations as audit
from core.clock import bangkok_date
from core.db import transaction
from core.errors import Refused
from coupons.coupons import operations
from coupons.coupons.models import Coupon
from coupons.coupons.states import EndRefusal


def expire_coupon(coupon_id: int, *, now: datetime) -> None:
    """Expire one coupon; services reserved on it go on. Raises Refused(NOT_DUE) while it is valid."""
    with transaction() as tx:
        coupon = tx.lock(Coupon, coupon_id)
        if bangkok_date(now) <= coupon.valid_until:
            raise Refused(EndRefusal.NOT_DUE)
        operations.end_coupon(tx, coupon, "expire", actor=SYSTEM, now=now)
        audit.record(tx, "coupon.expired", "coupon", coupon_id, SYSTEM, now)
        operations.tell_holder(tx, coupon, "coupon.expired", now=now)
