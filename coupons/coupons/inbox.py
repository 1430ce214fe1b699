"""What waits for whom with coupons: the deadline board, the menu."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from core.clock import bangkok_date
from core.permissions import Permission
from core.registry import NavEntry, Turn
from coupons.coupons.models import Coupon
from coupons.coupons.states import COUPON_MACHINE, CouponState
from coupons.states import REVIEW_LIMIT
from identity.organisations.models import Organisation
from web.queues.queue import Queue, moment_before

_P = Permission
_SME, _OFFICER = _l("the SME"), _l("an officer of OSMEP")
ON_HOLD = Turn(
    "coupon:resume",
    COUPON_MACHINE,
    (CouponState.HELD,),
    _P.COUPONS_COUPON_HOLD,
    _l("Coupon on hold"),
    _OFFICER,
)
TO_USE = Turn(
    "coupon:use",
    COUPON_MACHINE,
    (CouponState.ISSUED,),
    _P.COUPONS_COUPON_CONSENT,
    _l("Coupon to use before it expires"),
    _SME,
)
LAST_DAYS = timedelta(days=30)
"""Before its last day a coupon is on the board, and its holder is reminded, for so long."""


def _queue(turn: Turn, waits: Callable[[datetime], Any], since: Any, **limit: Any) -> Queue:
    """A coupon on hold waits for officers not tied to its SME, any other for the SME itself."""
    own = turn is TO_USE
    return Queue(
        turn,
        Coupon.id,
        waits,
        since,
        "coupons.coupon",
        "coupon_id",
        number=Coupon.number,
        name=Organisation.name_th,
        name_en=Organisation.name_en,
        joins=((Organisation, Organisation.id == Coupon.sme_id),),
        member_of=Coupon.sme_id if own else None,
        tied=() if own else (Coupon.sme_id,),
        **limit,
    )


def _ending(now: datetime) -> sa.ColumnElement[bool]:
    """Ends soon with something left."""
    today = bangkok_date(now)
    return sa.and_(
        Coupon.state == CouponState.ISSUED,
        Coupon.valid_until.between(today, today + LAST_DAYS),
        Coupon.limit_satang > Coupon.spent_satang + Coupon.released_satang,
    )


QUEUES = (
    _queue(ON_HOLD, lambda _now: Coupon.state == CouponState.HELD, Coupon.held_at, limit=REVIEW_LIMIT),
    _queue(TO_USE, _ending, moment_before(Coupon.valid_until, LAST_DAYS), last_day=Coupon.valid_until),
)
NAVIGATION = (
    NavEntry(10, _l("Coupons"), "coupons.index", frozenset({_P.COUPONS_COUPON_READ}), "ticket", "sme"),
    NavEntry(40, _l("Coupons"), "coupons.index", frozenset({_P.COUPONS_COUPON_READ}), "ticket"),
)
