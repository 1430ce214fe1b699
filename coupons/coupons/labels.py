"""Words for coupons: states, refusals, history, notices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from core.audit.words import SubjectKind
from core.labels import Labels, Notices
from coupons.coupons.states import CouponState, EndRefusal, GiveUpRefusal
from identity.notifications.states import NoticeGroup

LABELS = (
    Labels(
        {
            CouponState.ISSUED: _l("Ready to use"),
            CouponState.HELD: _l("On hold"),
            CouponState.EXPIRED: _l("Expired"),
            CouponState.CANCELLED: _l("Cancelled"),
        },
        {
            CouponState.ISSUED: "good",
            CouponState.HELD: "wait",
            CouponState.EXPIRED: "plain",
            CouponState.CANCELLED: "bad",
        },
    ),
    Labels(
        {
            GiveUpRefusal.PRICE_WAITS: _l(
                "A price is waiting for your answer. Answer it first, then give up the coupon."
            ),
            GiveUpRefusal.SERVICE_UNFINISHED: _l(
                "A service on this coupon is not finished. Finish or cancel it first, then give up the coupon."
            ),
        }
    ),
    Labels(
        {
            EndRefusal.NOT_DUE: _l("The last day has not passed yet."),
        }
    ),
)
AUDIT_WORDS: Mapping[str, Any] = {
    "coupon.issued": _l("Coupon issued"),
    "coupon.held": _l("Put on hold"),
    "coupon.resumed": _l("Can be used again"),
    "coupon.reissued": _l("New code issued, old code no longer works"),
    "coupon.cancelled": _l("Cancelled"),
    "coupon.given_up": _l("Given up by its holder"),
    "coupon.expired": _l("Expired, unused money released"),
    "coupon.put_off": _l("Last day moved because of a holiday"),
    "coupon.lapsed": _l("Cancelled because the fiscal year of its money has ended"),
    "coupon.carried": _l("Money carried over to the next fiscal year"),
}
AUDIT_TONES = {
    "coupon.issued": "good",
    "coupon.held": "wait",
    "coupon.resumed": "good",
    "coupon.cancelled": "bad",
    "coupon.given_up": "bad",
    "coupon.lapsed": "bad",
    "coupon.carried": "good",
}
SUBJECTS = {"coupon": SubjectKind(_l("Coupon"), "coupons.coupon", "coupon_id")}
NOTICES = (
    Notices(
        NoticeGroup.SERVICES,
        {
            "coupon.expired": _l("Your coupon %(number)s has expired."),
            "coupon.put_off": _l(
                "The last day of your coupon is now a holiday. Your coupon %(number)s can be used until %(day)s."
            ),
            "coupon.carried": _l(
                "The fiscal year has ended. Your coupon %(number)s can still be used until %(day)s."
            ),
            "coupon.lapsed": _l(
                "Your coupon %(number)s has been cancelled because the fiscal year of its money has ended. Services that are already finished are paid as usual."
            ),
            "coupon.reissued": _l("Your coupon %(number)s has a new code. The old one no longer works."),
        },
    ),
    Notices(
        NoticeGroup.DECISIONS,
        {
            "coupon.held": _l(
                "Your coupon %(number)s was put on hold by an officer of OSMEP. See the reason on its page."
            ),
            "coupon.resumed": _l("Your coupon %(number)s can be used again."),
            "coupon.cancelled": _l(
                "Your coupon %(number)s was cancelled by an officer of OSMEP. See the reason on its page."
            ),
            "coupon.given_up.lapsed": _l(
                "Your coupon %(number)s was given up. Its fiscal year has ended, so nobody else can use the money."
            ),
            "coupon.given_up": _l(
                "Your coupon %(number)s was given up. Its unused money went back to the scheme."
            ),
        },
    ),
)
