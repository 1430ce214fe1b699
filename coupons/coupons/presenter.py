"""What the pages of coupons say of what comes next."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from coupons.coupons import commands
from coupons.coupons.states import COUPON_MACHINE, CouponState
from web.pages.next_action import Guide, Step, Wait

_SME, _OFFICER = _l("the SME"), _l("an officer of OSMEP")
COUPON_GUIDE = Guide(
    COUPON_MACHINE,
    {
        CouponState.ISSUED: Wait(_l("The coupon can be used at an approved provider."), _SME),
        CouponState.HELD: Wait(
            _l("The coupon is on hold while an officer finds out what is wrong."), _OFFICER
        ),
        CouponState.EXPIRED: Wait(_l("The coupon has expired.")),
        CouponState.CANCELLED: Wait(_l("The coupon was cancelled.")),
    },
    {
        CouponState.HELD: (
            Step(
                commands.RESUME_COUPON,
                _l("Find out what is wrong, then release the hold on the coupon."),
                "resume",
            ),
        ),
    },
)
