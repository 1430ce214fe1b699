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
_ANOTHER: Any = _l("another person than who stated it")
WAITS_FOR_ANOTHER = Wait(_l("A finding waits for a second person."), _ANOTHER)
"""Takes the place of the guides' own wait while somebody's finding on the payment or the line is open."""
_CONFIRM = Step(
    CONFIRM_OUTCOME,
    _l("Somebody stated what became of it. Look at the evidence, then confirm or decline it."),
)


def for_finding(waiting: ManualFinding | None) -> Ready:
    """While a finding waits it is confirmed or declined; none is stated, and nothing imported, until then."""
    return lambda step: (step.command is CONFIRM_OUTCOME) == (waiting is not None)


PAYMENT_GUIDE = Guide(
    PAYMENT_MACHINE,
    {
        _Y.READY: Wait(_l("Its batch is being prepared."), _l("a finance officer")),
        _Y.BATCHED: Wait(_l("Its batch is being signed."), _l("the approver or the releaser")),
        _Y.SENT: Wait(
            _l("The bank’s answer settles it: import its status report or statement."), _l("the bank")
        ),
        _Y.UNKNOWN: Wait(
            _l("Find out what became of it. One person states it with evidence, another confirms."),
            _l("two persons of finance"),
        ),
        _Y.PAID: Wait(_l("The bank has paid it.")),
        _Y.FAILED: Wait(_l("The bank did not pay it. What is owed is paid by a new attempt.")),
        _Y.RETURNED: Wait(_l("The money came back. What is owed is paid by a new attempt.")),
        _Y.WITHDRAWN: Wait(_l("It was taken out of its batch before the bank heard of it.")),
    },
    {
        _Y.SENT: (
            _CONFIRM,
            Step(ASK_IMPORT, _l("The bank’s answer settles it: import its status report or statement.")),
        ),
        _Y.UNKNOWN: (
            _CONFIRM,
            Step(
                STATE_OUTCOME,
                _l("Find out what became of it. One person states it with evidence, another confirms."),
            ),
        ),
        _Y.PAID: (_CONFIRM,),
    },
)
