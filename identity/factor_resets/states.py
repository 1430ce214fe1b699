"""The states of a request to remove second factors."""

from __future__ import annotations

from enum import StrEnum

from core.states import Machine, Transition
from core.terms import working_days


class FactorResetState(StrEnum):
    """What becomes of a request to remove a person's second factors."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


CONFIRM_RESET_WITHIN = working_days(3)
"""How long a request to reset a second factor may wait for its second person."""
_CONFIRMER = "another administrator or plan_approver or programme_approver or finance_approver"
_F = FactorResetState
FACTOR_RESET: Machine[FactorResetState] = Machine(
    "factor_reset",
    _F.ASKED,
    (
        Transition(_F.ASKED, "confirm", _F.CONFIRMED, _CONFIRMER, CONFIRM_RESET_WITHIN),
        Transition(_F.ASKED, "decline", _F.DECLINED, _CONFIRMER),
        Transition(_F.ASKED, "withdraw", _F.WITHDRAWN, "administrator"),
        Transition(_F.ASKED, "lapse", _F.LAPSED, "system"),
    ),
)
