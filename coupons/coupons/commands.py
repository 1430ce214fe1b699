"""The commands on coupons: who may run each, and what excludes a person from it (docs/commands.md)."""

from __future__ import annotations

from core.commands import Tie, declare
from core.permissions import Permission

_P = Permission
_SME = {Tie.SME}

CANCEL_COUPON = declare("coupons.cancel_coupon", _P.COUPONS_COUPON_CANCEL, ties=_SME, second_factor=True)
HOLD_COUPON = declare("coupons.hold_coupon", _P.COUPONS_COUPON_HOLD, ties=_SME, second_factor=True)
REISSUE_COUPON = declare("coupons.reissue_coupon", _P.COUPONS_COUPON_REISSUE, ties=_SME, second_factor=True)
RESUME_COUPON = declare("coupons.resume_coupon", _P.COUPONS_COUPON_HOLD, ties=_SME, second_factor=True)
