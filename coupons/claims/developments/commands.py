"""The commands on development proposals: who may run each, and what excludes a person from it (docs/commands.md)."""

from __future__ import annotations

from core.commands import Tie, declare
from core.permissions import Permission

_P = Permission
_BOTH = {Tie.SME, Tie.PROVIDER}

APPROVE_DEVELOPMENT = declare(
    "coupons.approve_development", _P.COUPONS_REDEMPTION_DECIDE, ties=_BOTH, second_factor=True
)
CONFIRM_QUOTATION = declare("coupons.confirm_quotation", _P.COUPONS_PROPOSAL_PROPOSE, ties={Tie.SME})
RETURN_DEVELOPMENT = declare(
    "coupons.return_development", _P.COUPONS_REDEMPTION_DECIDE, ties=_BOTH, second_factor=True
)
RETURN_QUOTATION = declare("coupons.return_quotation", _P.COUPONS_PROPOSAL_PROPOSE, ties={Tie.SME})
SEND_DEVELOPMENT = declare("coupons.send_development", _P.COUPONS_COUPON_CONSENT, ties={Tie.PROVIDER})
WITHDRAW_DEVELOPMENT = declare("coupons.withdraw_development", _P.COUPONS_COUPON_CONSENT)
