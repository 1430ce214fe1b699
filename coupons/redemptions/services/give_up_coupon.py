"""An SME gives up a coupon that it does not need."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from core.errors import Refused
from coupons.coupons import operations
from coupons.coupons.models import Coupon
from coupons.redemptions.commands import GIVE_UP_COUPON
from coupons.redemptions.queries import not_given_up


def give_up_coupon(coupon_id: int, *, actor: Actor, now: datetime) -> None:
    """End one's own coupon for good, and release what is left of it to its scheme; carried over, it lapses.

    Refused(GiveUpRefusal) while a price waits for an answer or a service is not finished. Price and consent lock the
    coupon too, so of either and this exactly one is first.
    """
    with transaction(GIVE_UP_COUPON, actor, now) as tx:
        coupon = tx.lock(Coupon, coupon_id)
        actor.require_own(coupon.sme_id)
        if problem := not_given_up(tx.session, coupon_id, now):
            raise Refused(problem)
        operations.end_coupon(tx, coupon, "give_up", actor=actor, now=now)
        audit.record(tx, "coupon.given_up", "coupon", coupon_id, actor, now)
        told = "coupon.given_up" if coupon.funded_until is None else "coupon.given_up.lapsed"
        operations.tell_holder(tx, coupon, told, now=now)
