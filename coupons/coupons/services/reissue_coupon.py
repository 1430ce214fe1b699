"""A lost or leaked code is replaced: a new code, the old one dead at once."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from core.errors import WrongState
from coupons.coupons import operations
from coupons.coupons.commands import REISSUE_COUPON
from coupons.coupons.models import Coupon
from coupons.coupons.states import COUPON_MACHINE


def reissue_coupon(coupon_id: int, *, actor: Actor, now: datetime) -> None:
    """Give the coupon a new code. NotFound for another SME's; WrongState once it has ended."""
    with transaction(REISSUE_COUPON, actor, now) as tx:
        coupon = tx.lock(Coupon, coupon_id)
        actor.require_own(coupon.sme_id)
        tx.authorise(sme=coupon.sme_id)
        if not coupon.is_open:
            raise WrongState(COUPON_MACHINE.name, "reissue", coupon.state)
        operations.reissue_code(tx, coupon, now)
        audit.record(tx, "coupon.reissued", "coupon", coupon_id, actor, now, {"issue_no": coupon.issue_no})
        operations.tell_holder(tx, coupon, "coupon.reissued", now=now)
