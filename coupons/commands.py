"""The commands on coupons: who may run each, and what bars a person from it (docs/commands.md)."""

from __future__ import annotations

from core.commands import Tie, declare
from core.permissions import Permission
from coupons.states import ApplicationRefusal, ClaimRefusal

_P = Permission
_A = ApplicationRefusal
_SME = {Tie.SME}
_BOTH = {Tie.SME, Tie.PROVIDER}
_REVIEW = {"submitter": _A.SUBMITTED_BY_YOU, "decliner": _A.DECLINED_BY_YOU}
_DECISION = _REVIEW | {"recommender": _A.RECOMMENDED_BY_YOU}
_CLAIM = {"accepter": ClaimRefusal.ACCEPTED_BY_YOU}

ACCEPT_DELIVERY = declare("coupons.accept_delivery", _P.COUPONS_REDEMPTION_ACCEPT, ties={Tie.PROVIDER})
ACCEPT_FOR_SME = declare(
    "coupons.accept_for_sme", _P.COUPONS_REDEMPTION_DECIDE, ties=_BOTH, second_factor=True
)
ADD_EVIDENCE = declare("coupons.add_evidence", _P.COUPONS_REDEMPTION_ACCEPT, _P.COUPONS_REDEMPTION_DELIVER)
APPEAL_APPLICATION = declare("coupons.appeal_application", _P.COUPONS_APPLICATION_APPEAL)
APPROVE_APPLICATION = declare(
    "coupons.approve_application",
    _P.COUPONS_APPLICATION_DECIDE,
    ties=_SME,
    barred=_DECISION,
    second_factor=True,
)
APPROVE_CLAIM = declare(
    "coupons.approve_claim", _P.COUPONS_REDEMPTION_DECIDE, ties=_BOTH, barred=_CLAIM, second_factor=True
)
CANCEL_COUPON = declare("coupons.cancel_coupon", _P.COUPONS_COUPON_CANCEL, ties=_SME, second_factor=True)
CANCEL_REDEMPTION = declare("coupons.cancel_redemption", _P.COUPONS_REDEMPTION_CANCEL)
CLOSE_CLAIM = declare(
    "coupons.close_claim", _P.COUPONS_REDEMPTION_DECIDE, ties=_BOTH, barred=_CLAIM, second_factor=True
)
DECIDE_APPEAL = declare(
    "coupons.decide_appeal", _P.COUPONS_APPLICATION_DECIDE, ties=_SME, barred=_DECISION, second_factor=True
)
DECLINE_APPLICATION = declare(
    "coupons.decline_application",
    _P.COUPONS_APPLICATION_DECIDE,
    ties=_SME,
    barred=_DECISION,
    second_factor=True,
)
DECLINE_PROPOSAL = declare("coupons.decline_proposal", _P.COUPONS_COUPON_CONSENT)
DELIVER_SERVICE = declare("coupons.deliver_service", _P.COUPONS_REDEMPTION_DELIVER)
DISPUTE_REDEMPTION = declare(
    "coupons.dispute_redemption", _P.COUPONS_REDEMPTION_DISPUTE, ties=_BOTH, second_factor=True
)
EDIT_APPLICATION = declare("coupons.edit_application", _P.COUPONS_APPLICATION_APPLY)
GIVE_UP_COUPON = declare("coupons.give_up_coupon", _P.COUPONS_COUPON_GIVE_UP)
HOLD_COUPON = declare("coupons.hold_coupon", _P.COUPONS_COUPON_HOLD, ties=_SME, second_factor=True)
RECOMMEND_APPLICATION = declare(
    "coupons.recommend_application",
    _P.COUPONS_APPLICATION_REVIEW,
    ties=_SME,
    barred=_REVIEW,
    second_factor=True,
)
REISSUE_COUPON = declare("coupons.reissue_coupon", _P.COUPONS_COUPON_REISSUE, ties=_SME, second_factor=True)
REJECT_CLAIM = declare(
    "coupons.reject_claim", _P.COUPONS_REDEMPTION_DECIDE, ties=_BOTH, barred=_CLAIM, second_factor=True
)
REMOVE_EVIDENCE = declare(
    "coupons.remove_evidence", _P.COUPONS_REDEMPTION_ACCEPT, _P.COUPONS_REDEMPTION_DELIVER
)
RESUBMIT_CLAIM = declare("coupons.resubmit_claim", _P.COUPONS_REDEMPTION_DELIVER)
RESUME_COUPON = declare("coupons.resume_coupon", _P.COUPONS_COUPON_HOLD, ties=_SME, second_factor=True)
RETURN_APPLICATION = declare(
    "coupons.return_application", _P.COUPONS_APPLICATION_REVIEW, ties=_SME, second_factor=True
)
RETURN_CLAIM = declare("coupons.return_claim", _P.COUPONS_REDEMPTION_DECIDE, ties=_BOTH, second_factor=True)
SETTLE_DISPUTE = declare(
    "coupons.settle_dispute", _P.COUPONS_REDEMPTION_DECIDE, ties=_BOTH, second_factor=True
)
START_APPLICATION = declare("coupons.start_application", _P.COUPONS_APPLICATION_APPLY)
SUBMIT_APPLICATION = declare("coupons.submit_application", _P.COUPONS_APPLICATION_APPLY)
WAITLIST_APPLICATION = declare(
    "coupons.waitlist_application",
    _P.COUPONS_APPLICATION_DECIDE,
    ties=_SME,
    barred=_DECISION,
    second_factor=True,
)
WITHDRAW_APPLICATION = declare("coupons.withdraw_application", _P.COUPONS_APPLICATION_APPLY)
WITHDRAW_PROPOSAL = declare("coupons.withdraw_proposal", _P.COUPONS_PROPOSAL_PROPOSE)
