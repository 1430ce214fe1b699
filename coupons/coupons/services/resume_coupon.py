"""An officer lets a held coupon be used again."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from coupons.coupons import operations
from coupons.coupons.commands import RESUME_COUPON
from coupons.coupons.models import Coupon
from coupons.coupons.states import COUPON_MACHINE


def resume_coupon(coupon_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Let a held coupon be used again."""
    with transaction(RESUME_COUPON, actor, now) as tx:
        coupon = tx.lock(Coupon, coupon_id)
        tx.authorise(sme=coupon.sme_id)
        reason_id = audit.store_reason(tx, actor.known_person_id, reason)
        tx.advance(Coupon, coupon_id, COUPON_MACHINE, "resume", state_reason_id=reason_id, held_at=None)
        audit.record(tx, "coupon.resumed", "coupon", coupon_id, actor, now, reason_id=reason_id)
        operations.tell_holder(tx, coupon, "coupon.resumed", now=now)
