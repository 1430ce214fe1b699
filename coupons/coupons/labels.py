"""Words for coupons: states, refusals, history, notices; importing this registers them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from core.audit.words import SubjectKind, register_events, register_subjects
from core.labels import Badge, register_labels
from coupons.coupons.states import CouponState, EndRefusal, GiveUpRefusal
from identity.notifications.states import NoticeGroup
from identity.notifications.words import register_notices

_WORDS: tuple[dict[Any, Any], ...] = (
    {
        CouponState.ISSUED: _l("Ready to use"),
        CouponState.HELD: _l("Held"),
        CouponState.EXPIRED: _l("Expired"),
        CouponState.CANCELLED: _l("Cancelled"),
    },
    {
        GiveUpRefusal.PRICE_WAITS: _l(
            "A price waits for your answer. Answer it first, then give the coupon up."
        ),
        GiveUpRefusal.SERVICE_UNFINISHED: _l(
            "A service on this coupon is not finished. Finish or cancel it first, then give the coupon up."
        ),
    },
    {
        EndRefusal.NOT_DUE: _l("Its time is not over yet."),
    },
)
_BADGES: tuple[dict[Any, Badge], ...] = (
    {
        CouponState.ISSUED: "good",
        CouponState.HELD: "wait",
        CouponState.EXPIRED: "plain",
        CouponState.CANCELLED: "bad",
    },
)
COUPON_HISTORY: Mapping[str, Any] = {
    "coupon.issued": _l("Coupon issued"),
    "coupon.held": _l("Put on hold"),
    "coupon.resumed": _l("Can be used again"),
    "coupon.reissued": _l("New code given, the old one dead"),
    "coupon.cancelled": _l("Cancelled"),
    "coupon.given_up": _l("Given up by its holder"),
    "coupon.expired": _l("Expired, its rest released"),
    "coupon.put_off": _l("Last day put off: it is a holiday"),
}
COUPON_TONES = {
    "coupon.issued": "good",
    "coupon.held": "wait",
    "coupon.resumed": "good",
    "coupon.cancelled": "bad",
    "coupon.given_up": "bad",
}
NOTICES: dict[str, Any] = {
    "coupon.held": _l(
        "Your coupon %(number)s was put on hold by an officer of OSMEP. See the reason on its page."
    ),
    "coupon.resumed": _l("Your coupon %(number)s can be used again."),
    "coupon.cancelled": _l(
        "Your coupon %(number)s was cancelled by an officer of OSMEP. See the reason on its page."
    ),
    "coupon.given_up": _l(
        "Your coupon %(number)s was given up. What was left of it went back to its scheme."
    ),
    "coupon.expired": _l("Your coupon %(number)s has expired."),
    "coupon.put_off": _l(
        "A holiday was announced on the last day of your coupon. Your coupon %(number)s can be used until %(day)s."
    ),
    "coupon.reissued": _l("Your coupon %(number)s has a new code. The old one no longer works."),
}
for _words in _WORDS:
    register_labels(_words)
for _badges in _BADGES:
    register_labels({}, _badges)
register_events(COUPON_HISTORY)
register_subjects({"coupon": SubjectKind(_l("Coupon"), "coupons.coupon", "coupon_id")})
_ON_THE_WAY = frozenset(
    {
        "coupon.expired",
        "coupon.put_off",
        "coupon.reissued",
    }
)
register_notices(NoticeGroup.SERVICES, {kind: NOTICES[kind] for kind in sorted(_ON_THE_WAY)})
register_notices(
    NoticeGroup.DECISIONS, {kind: words for kind, words in NOTICES.items() if kind not in _ON_THE_WAY}
)
