"""Timed work at the counter and on claims: what nobody did in time ends by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
import structlog

from core import clock
from core.clock import bangkok_date
from core.db import db
from core.errors import Refused
from core.tasks import queue as jobs
from coupons.coupons.models import Coupon
from coupons.coupons.services.expire_coupon import expire_coupon
from coupons.coupons.states import CouponState
from coupons.redemptions.models import Redemption
from coupons.redemptions.services.lapse_proposals import lapse_proposals
from coupons.redemptions.services.lapse_redemption import lapse_redemption
from coupons.redemptions.services.put_off_last_days import put_off_last_days
from coupons.redemptions.states import RedemptionState

log = structlog.get_logger("coupons")


@jobs.task("coupons.lapse_proposals", jobs.Queue.UPKEEP, cron="* * * * *")
def lapse_unanswered() -> None:
    """Each minute: close the prices that nobody answered."""
    while lapse_proposals(now=clock.now()):
        pass


@jobs.task("coupons.end_what_is_over", jobs.Queue.UPKEEP, cron="10 17 * * *")
def end_what_is_over() -> None:
    """Shortly after midnight in Bangkok: reservations that were not delivered, coupons past their last day.

    No last day is over that was a holiday. Reservations before coupons, so that what they free goes on to the scheme
    with the coupon's rest.
    """
    now = clock.now()
    put_off_last_days(now=now)
    today = bangkok_date(now)
    undelivered = sa.select(Redemption.id).where(
        Redemption.state == RedemptionState.RESERVED, Redemption.deliver_by < today
    )
    expired = sa.select(Coupon.id).where(
        Coupon.state.in_([CouponState.ISSUED, CouponState.HELD]), Coupon.valid_until < today
    )
    _end_each(undelivered.order_by(Redemption.id), lapse_redemption, now)
    _end_each(expired.order_by(Coupon.id), expire_coupon, now)


@jobs.task("coupons.put_off_last_days", jobs.Queue.UPKEEP)
def put_off() -> None:
    """After a holiday has been added."""
    put_off_last_days(now=clock.now())


def _end_each(due: sa.Select[Any], end: Callable[..., None], now: datetime) -> None:
    """Each in its own transaction: one that moved on meanwhile is passed over, the others are not."""
    ids: Sequence[int] = db.session.scalars(due).all()
    db.session.rollback()
    for key in ids:
        try:
            end(key, now=now)
        except Refused as refused:
            log.info("coupons.passed_over", id=key, service=end.__name__, reason=str(refused.reason))


TASKS = (end_what_is_over, lapse_unanswered, put_off)
