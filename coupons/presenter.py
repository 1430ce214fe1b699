"""What comes next with a coupon and with its uses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from core.actor import Actor
from core.clock import bangkok_date
from coupons.claims.presenter import redemption_turn
from coupons.coupons.models import Coupon
from coupons.coupons.presenter import COUPON_GUIDE
from coupons.coupons.states import CouponState
from coupons.redemptions.models import Redemption
from web.pages.steps import Turn


def coupon_turn(coupon: Coupon, uses: Iterable[Redemption], actor: Actor, now: datetime) -> Turn | None:
    """Return what comes next with a coupon, as officers see it: its most pressing use, else the next; None at an end."""
    if coupon.state is not CouponState.HELD:
        turns = [found for use in uses if (found := redemption_turn(use, actor, now)) is not None]
        if turns:
            return min(turns, key=lambda found: found.due or date.max)
        if not coupon.is_open or not coupon.remaining:
            return None
    due = coupon.valid_until if coupon.state is CouponState.ISSUED else None
    return COUPON_GUIDE.turn(coupon.state, actor, today=bangkok_date(now), due=due)
