"""The commands on claims: who may run each, and what excludes a person from it (docs/commands.md)."""

from __future__ import annotations

from core.commands import Tie, declare
from core.permissions import Permission
from coupons.claims.states import ClaimRefusal

_P = Permission

_BOTH = {Tie.SME, Tie.PROVIDER}

_CLAIM = {"accepter": ClaimRefusal.ACCEPTED_BY_YOU, "reserver": ClaimRefusal.RESERVED_BY_YOU}

ACCEPT_DELIVERY = declare("coupons.accept_delivery", _P.COUPONS_REDEMPTION_ACCEPT, ties={Tie.PROVIDER})
ACCEPT_FOR_SME = declare(
    "coupons.accept_for_sme", _P.COUPONS_REDEMPTION_DECIDE, ties=_BOTH, second_factor=True
)
ADD_EVIDENCE = declare("coupons.add_evidence", _P.COUPONS_REDEMPTION_ACCEPT, _P.COUPONS_REDEMPTION_DELIVER)
APPROVE_CLAIM = declare(
    "coupons.approve_claim", _P.COUPONS_REDEMPTION_DECIDE, ties=_BOTH, barred=_CLAIM, second_factor=True
)
CONFIRM_SERVICE = declare("coupons.confirm_service", _P.COUPONS_REDEMPTION_DELIVER, ties={Tie.SME})
CLOSE_CLAIM = declare(
    "coupons.close_claim", _P.COUPONS_REDEMPTION_DECIDE, ties=_BOTH, barred=_CLAIM, second_factor=True
)
DELIVER_SERVICE = declare("coupons.deliver_service", _P.COUPONS_REDEMPTION_DELIVER)
DISPUTE_REDEMPTION = declare(
    "coupons.dispute_redemption", _P.COUPONS_REDEMPTION_DISPUTE, ties=_BOTH, second_factor=True
)
FILE_CLAIM = declare("coupons.file_claim", _P.COUPONS_REDEMPTION_ACCEPT, ties={Tie.PROVIDER})
REJECT_CLAIM = declare(
    "coupons.reject_claim", _P.COUPONS_REDEMPTION_DECIDE, ties=_BOTH, barred=_CLAIM, second_factor=True
)
REMOVE_EVIDENCE = declare(
    "coupons.remove_evidence", _P.COUPONS_REDEMPTION_ACCEPT, _P.COUPONS_REDEMPTION_DELIVER
)
RESUBMIT_CLAIM = declare(
    "coupons.resubmit_claim", _P.COUPONS_REDEMPTION_ACCEPT, _P.COUPONS_REDEMPTION_DELIVER
)
RETURN_CLAIM = declare("coupons.return_claim", _P.COUPONS_REDEMPTION_DECIDE, ties=_BOTH, second_factor=True)
SETTLE_DISPUTE = declare(
    "coupons.settle_dispute", _P.COUPONS_REDEMPTION_DECIDE, ties=_BOTH, second_factor=True
)
