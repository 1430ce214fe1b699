"""The commands on applications: who may run each, and what excludes a person from it (docs/commands.md)."""

from __future__ import annotations

from core.commands import Tie, declare
from core.permissions import Permission
from coupons.applications.states import ApplicationRefusal

_P = Permission
_A = ApplicationRefusal
_SME = {Tie.SME}

_REVIEW = {"submitter": _A.SUBMITTED_BY_YOU, "decliner": _A.DECLINED_BY_YOU}
_DECISION = _REVIEW | {"recommender": _A.RECOMMENDED_BY_YOU}

APPEAL_APPLICATION = declare("coupons.appeal_application", _P.COUPONS_APPLICATION_APPEAL)
APPROVE_APPLICATION = declare(
    "coupons.approve_application",
    _P.COUPONS_APPLICATION_DECIDE,
    ties=_SME,
    barred=_DECISION,
    second_factor=True,
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
EDIT_APPLICATION = declare("coupons.edit_application", _P.COUPONS_APPLICATION_APPLY)
RECOMMEND_APPLICATION = declare(
    "coupons.recommend_application",
    _P.COUPONS_APPLICATION_REVIEW,
    ties=_SME,
    barred=_REVIEW,
    second_factor=True,
)
RETURN_APPLICATION = declare(
    "coupons.return_application", _P.COUPONS_APPLICATION_REVIEW, ties=_SME, second_factor=True
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
