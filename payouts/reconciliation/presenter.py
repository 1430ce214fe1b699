"""What comes next with one line of the bank."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from payouts.payments.commands import CONFIRM_OUTCOME, STATE_OUTCOME
from payouts.states import LINE_MACHINE, LineState
from web.pages.next_action import Guide, Step, Wait

_L = LineState

_LOOK = (
    Step(
        CONFIRM_OUTCOME,
        _l(
            "Somebody matched this bank line to a payment. Confirm or decline the match on the page of that payment."
        ),
    ),
    Step(STATE_OUTCOME, _l("Match the bank line to a payment, or set it aside with a reason.")),
)
_LOOKED_AT = Wait(
    _l("Match the bank line to a payment, or set it aside with a reason."), _l("a finance officer")
)
LINE_GUIDE = Guide(
    LINE_MACHINE,
    {
        _L.UNMATCHED: _LOOKED_AT,
        _L.MISMATCHED: _LOOKED_AT,
        _L.MATCHED: Wait(_l("The bank line is matched to a payment.")),
        _L.DUPLICATE: Wait(_l("The bank has already reported this. It has no effect on payments.")),
        _L.SET_ASIDE: Wait(_l("The bank line was set aside. It has no effect on payments.")),
    },
    {_L.UNMATCHED: _LOOK, _L.MISMATCHED: _LOOK},
)
