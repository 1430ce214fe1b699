"""What waits for whom with coupons: the deadline board, the menu."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.calendar.due import due_at
from core.clock import bangkok_date
from core.permissions import Permission
from core.registry import Deadline, NavEntry, Turn
from core.terms import end_of
from coupons.coupons.models import Coupon
from coupons.coupons.states import COUPON_MACHINE, CouponState
from coupons.states import REVIEW_LIMIT
from identity.organisations.models import Organisation

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
    _l("Coupon to be used"),
    _SME,
)
LAST_DAYS = timedelta(days=30)
"""Before its last day a coupon is on the board, and its holder is reminded, for so long."""
_NAMED = sa.select(Coupon, Organisation.name_th).join(Organisation, Organisation.id == Coupon.sme_id)


def deadlines(session: Session, now: datetime, most: int | None) -> Iterator[Deadline]:
    """Every coupon on hold, and those that end soon with something left. Two statements."""
    on_hold = _NAMED.where(Coupon.state == CouponState.HELD).order_by(Coupon.held_at).limit(most)
    for coupon, name in session.execute(on_hold):
        since = coupon.held_at or now
        yield _deadline(ON_HOLD, coupon, name, since, due_at(REVIEW_LIMIT, since))
    today = bangkok_date(now)
    ending = (
        _NAMED.where(
            Coupon.state == CouponState.ISSUED,
            Coupon.valid_until.between(today, today + LAST_DAYS),
            Coupon.limit_satang > Coupon.spent_satang + Coupon.released_satang,
        )
        .order_by(Coupon.valid_until)
        .limit(most)
    )
    for coupon, name in session.execute(ending):
        end = end_of(coupon.valid_until)
        yield _deadline(TO_USE, coupon, name, end - LAST_DAYS, end)


def _deadline(turn: Turn, coupon: Coupon, name: str, since: datetime, due: datetime) -> Deadline:
    """A coupon on hold waits for officers not tied to its SME, any other for the SME itself."""
    own = turn is TO_USE
    return Deadline(
        turn,
        coupon.id,
        f"{coupon.number} · {name}",
        f"/coupons/{coupon.id}",
        since,
        due,
        organisation_id=coupon.sme_id if own else None,
        tied=frozenset() if own else frozenset({coupon.sme_id}),
    )


TURNS = (
    ON_HOLD,
    TO_USE,
)
NAVIGATION = (
    NavEntry(10, _l("Coupons"), "coupons.index", frozenset({_P.COUPONS_COUPON_READ}), "ticket", "sme"),
    NavEntry(40, _l("Coupons"), "coupons.index", frozenset({_P.COUPONS_COUPON_READ}), "ticket"),
)
