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
        _l("Somebody matched it to a payment. Confirm or decline the match on the payment’s page."),
    ),
    Step(STATE_OUTCOME, _l("Match it to a payment, or set it aside with a reason.")),
)
_LOOKED_AT = Wait(_l("Match it to a payment, or set it aside with a reason."), _l("a finance officer"))
LINE_GUIDE = Guide(
    LINE_MACHINE,
    {
        _L.UNMATCHED: _LOOKED_AT,
        _L.MISMATCHED: _LOOKED_AT,
        _L.MATCHED: Wait(_l("It is matched to a payment.")),
        _L.DUPLICATE: Wait(_l("The bank has already reported this. It has no effect.")),
        _L.SET_ASIDE: Wait(_l("It was set aside. It has no effect.")),
    },
    {_L.UNMATCHED: _LOOK, _L.MISMATCHED: _LOOK},
)
