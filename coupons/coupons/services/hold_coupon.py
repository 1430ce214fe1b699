"""An officer holds a coupon."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from coupons.coupons import operations
from coupons.coupons.commands import HOLD_COUPON
from coupons.coupons.models import Coupon
from coupons.coupons.states import COUPON_MACHINE


def hold_coupon(coupon_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Stop a coupon from being used while something is looked into; what is reserved on it goes on."""
    with transaction(HOLD_COUPON, actor, now) as tx:
        coupon = tx.lock(Coupon, coupon_id)
        tx.authorise(sme=coupon.sme_id)
        reason_id = audit.store_reason(tx, actor.known_person_id, reason)
        tx.advance(Coupon, coupon_id, COUPON_MACHINE, "hold", state_reason_id=reason_id, held_at=now)
        audit.record(tx, "coupon.held", "coupon", coupon_id, actor, now, reason_id=reason_id)
        operations.tell_holder(tx, coupon, "coupon.held", now=now)
