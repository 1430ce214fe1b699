"""The states of a granted role."""

from __future__ import annotations

from enum import StrEnum

from core.states import Machine, Transition
from core.terms import working_days
from identity.people.states import SECOND_PERSON


class RoleGrantState(StrEnum):
    """A role that one administrator has granted, and that another person must confirm before it is held."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


CONFIRM_WITHIN = working_days(10)
"""How long a granted role may wait for a second person; then it lapses, and is granted anew if it is still wanted."""
_G = RoleGrantState
ROLE_GRANT: Machine[RoleGrantState] = Machine(
    "role_grant",
    _G.PROPOSED,
    (
        Transition(_G.PROPOSED, "confirm", _G.CONFIRMED, SECOND_PERSON, CONFIRM_WITHIN),
        Transition(_G.PROPOSED, "decline", _G.DECLINED, SECOND_PERSON),
        Transition(_G.PROPOSED, "withdraw", _G.WITHDRAWN, "administrator"),
        Transition(_G.PROPOSED, "lapse", _G.LAPSED, "system"),
    ),
)
