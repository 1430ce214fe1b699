"""The states of a request to remove second factors."""

from __future__ import annotations

from enum import StrEnum

from core.states import Machine, Transition
from core.terms import working_days
from identity.people.states import SECOND_PERSON


class FactorResetState(StrEnum):
    """States of a request to remove a person's second factors."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


CONFIRM_RESET_WITHIN = working_days(3)
"""How long a request to reset a second factor may wait for its second person."""
_F = FactorResetState
FACTOR_RESET: Machine[FactorResetState] = Machine(
    "factor_reset",
    _F.ASKED,
    (
        Transition(_F.ASKED, "confirm", _F.CONFIRMED, SECOND_PERSON, CONFIRM_RESET_WITHIN),
        Transition(_F.ASKED, "decline", _F.DECLINED, SECOND_PERSON),
        Transition(_F.ASKED, "withdraw", _F.WITHDRAWN, "administrator"),
        Transition(_F.ASKED, "lapse", _F.LAPSED, "system"),
    ),
)
