"""What comes next with one payment."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from payouts.commands import ASK_IMPORT
from payouts.models.reconciliation import ManualFinding
from payouts.payments.commands import CONFIRM_OUTCOME, STATE_OUTCOME
from payouts.states import PAYMENT_MACHINE, PaymentState
from web.pages.next_action import Guide, Ready, Step, Wait

_Y = PaymentState
_ANOTHER: Any = _l("a person who did not record it")
WAITS_FOR_ANOTHER = Wait(_l("Another officer must confirm the payment result that was recorded."), _ANOTHER)
"""Takes the place of the guides' own wait while somebody's finding on the payment or the line is open."""
_CONFIRM = Step(
    CONFIRM_OUTCOME,
    _l("Somebody recorded the result. Check the evidence, then confirm or decline the result."),
)


def for_finding(waiting: ManualFinding | None) -> Ready:
    """While a finding waits it is confirmed or declined; none is stated, and nothing imported, until then."""
    return lambda step: (step.command is CONFIRM_OUTCOME) == (waiting is not None)


PAYMENT_GUIDE = Guide(
    PAYMENT_MACHINE,
    {
        _Y.READY: Wait(_l("Its batch is being prepared."), _l("a finance officer")),
        _Y.BATCHED: Wait(
            _l("Its batch is waiting for approval or release."), _l("the approver or the releaser")
        ),
        _Y.SENT: Wait(
            _l("Wait for the bank’s answer: import its status report or statement."), _l("the bank")
        ),
        _Y.UNKNOWN: Wait(
            _l("Find out the result. One person records it with evidence, and another confirms it."),
            _l("two people in finance"),
        ),
        _Y.PAID: Wait(_l("The bank has paid it.")),
        _Y.FAILED: Wait(_l("The bank did not pay it. The amount will be paid in a later batch.")),
        _Y.RETURNED: Wait(_l("The money was returned. The amount will be paid in a later batch.")),
        _Y.WITHDRAWN: Wait(
            _l("The payment was removed from its batch before the batch was sent to the bank.")
        ),
    },
    {
        _Y.SENT: (
            _CONFIRM,
            Step(ASK_IMPORT, _l("Wait for the bank’s answer: import its status report or statement.")),
        ),
        _Y.UNKNOWN: (
            _CONFIRM,
            Step(
                STATE_OUTCOME,
                _l("Find out the result. One person records it with evidence, and another confirms it."),
            ),
        ),
        _Y.PAID: (_CONFIRM,),
    },
)
