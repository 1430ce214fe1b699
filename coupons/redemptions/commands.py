"""The commands at the counter: who may run each, and what excludes a person from it (docs/commands.md)."""

from __future__ import annotations

from core.commands import declare
from core.permissions import Permission

_P = Permission

CANCEL_REDEMPTION = declare("coupons.cancel_redemption", _P.COUPONS_REDEMPTION_CANCEL)
DECLINE_PROPOSAL = declare("coupons.decline_proposal", _P.COUPONS_COUPON_CONSENT)
GIVE_UP_COUPON = declare("coupons.give_up_coupon", _P.COUPONS_COUPON_GIVE_UP)
WITHDRAW_PROPOSAL = declare("coupons.withdraw_proposal", _P.COUPONS_PROPOSAL_PROPOSE)
