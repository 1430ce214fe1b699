"""Requests that change rights and reports of numbers: kinds and states."""

from __future__ import annotations

from enum import StrEnum

from config import Settings
from core.states import Machine, Transition
from core.terms import days, working_days
from identity.people.states import SECOND_PERSON


class RightsRequestKind(StrEnum):
    """What one officer may ask for and another must confirm, because it changes somebody's rights."""

    FREE_NUMBER = "free_number"
    REPLACE_OWNER = "replace_owner"
    UNBLOCK = "unblock"


class RightsRequestState(StrEnum):
    """States of such a request."""

    ASKED = "asked"
    WAITING = "waiting"
    """Confirmed; takes effect unless the owner objects first."""
    DONE = "done"
    DECLINED = "declined"
    OBJECTED = "objected"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


CONFIRM_RIGHTS_WITHIN = working_days(5)
"""How long such a request may wait for its second person."""
OBJECT_WITHIN = days(Settings.owner_objection_days)
"""How long an owner may object, unless the setting says otherwise."""
_R = RightsRequestState
_ASKER = "administrator or programme_officer"
RIGHTS_REQUEST: Machine[RightsRequestState] = Machine(
    "rights_request",
    _R.ASKED,
    (
        Transition(_R.ASKED, "confirm", _R.DONE, SECOND_PERSON, CONFIRM_RIGHTS_WITHIN),
        Transition(_R.ASKED, "confirm_for_later", _R.WAITING, "programme_approver"),
        Transition(_R.ASKED, "decline", _R.DECLINED, SECOND_PERSON),
        Transition(_R.ASKED, "object", _R.OBJECTED, "sme or provider"),
        Transition(_R.ASKED, "withdraw", _R.WITHDRAWN, _ASKER),
        Transition(_R.ASKED, "lapse", _R.LAPSED, "system"),
        Transition(_R.WAITING, "object", _R.OBJECTED, "sme or provider", OBJECT_WITHIN),
        Transition(_R.WAITING, "withdraw", _R.WITHDRAWN, _ASKER),
        Transition(_R.WAITING, "take_effect", _R.DONE, "system"),
        Transition(_R.WAITING, "lapse", _R.LAPSED, "system"),
    ),
)


class NumberReportState(StrEnum):
    """States of a report that somebody else has registered one's number."""

    OPEN = "open"
    FREED = "freed"
    DISMISSED = "dismissed"


LOOK_WITHIN = working_days(5)
"""How long such a report may wait for an officer."""
_N = NumberReportState
NUMBER_REPORT: Machine[NumberReportState] = Machine(
    "number_report",
    _N.OPEN,
    (
        Transition(_N.OPEN, "free", _N.FREED, "programme_approver", LOOK_WITHIN),
        Transition(_N.OPEN, "dismiss", _N.DISMISSED, "programme_officer", LOOK_WITHIN),
    ),
)
