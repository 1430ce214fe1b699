"""An approver cancels a coupon for good."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from coupons.coupons import operations
from coupons.coupons.commands import CANCEL_COUPON
from coupons.coupons.models import Coupon


def cancel_coupon(coupon_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Cancel it and release what is left; services reserved on it go on to their own end."""
    with transaction(CANCEL_COUPON, actor, now) as tx:
        coupon = tx.lock(Coupon, coupon_id)
        tx.authorise(sme=coupon.sme_id)
        reason_id = audit.store_reason(tx, actor.known_person_id, reason)
        operations.end_coupon(tx, coupon, "cancel", actor=actor, now=now, state_reason_id=reason_id)
        audit.record(tx, "coupon.cancelled", "coupon", coupon_id, actor, now, reason_id=reason_id)
        operations.tell_holder(tx, coupon, "coupon.cancelled", now=now)
