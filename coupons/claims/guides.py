"""What comes next with a claim, in every state: where the provider is paid, and where the SME is paid back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from coupons.claims import commands
from coupons.redemptions.states import REDEMPTION_MACHINE, RedemptionState
from schemes.states import PayeeMode
from web.pages.next_action import Guide, Step, Wait

_R = RedemptionState
_SME, _PROVIDER, _OFFICER, _PAYER = (
    _l("the SME"),
    _l("the provider"),
    _l("an officer of OSMEP"),
    _l("the finance office"),
)
_WAITS: Mapping[Any, Wait] = {
    _R.ACCEPTED: Wait(_l("An officer checks the evidence and decides."), _OFFICER),
    _R.DISPUTED: Wait(
        _l("The claim stops. An officer listens to both sides and resolves the dispute."), _OFFICER
    ),
    _R.APPROVED: Wait(_l("The claim is approved. See the payment status on its page."), _PAYER),
    _R.PAID: Wait(_l("The claim is paid.")),
    _R.CLOSED: Wait(_l("The claim is completed.")),
    _R.REJECTED: Wait(_l("The claim was rejected.")),
    _R.CANCELLED: Wait(_l("The service was cancelled.")),
    _R.LAPSED: Wait(_l("The service was not delivered in time.")),
}
_STEPS: Mapping[Any, tuple[Step, ...]] = {
    _R.ACCEPTED: (
        Step(commands.APPROVE_CLAIM, _l("Check the evidence and decide the claim."), "approve"),
        Step(commands.CLOSE_CLAIM, _l("Check the evidence and complete the claim."), "close"),
    ),
    _R.RETURNED: (
        Step(
            commands.RESUBMIT_CLAIM,
            _l("Add what the officer asks for and resubmit the claim."),
            "resubmit",
        ),
    ),
    _R.DISPUTED: (
        Step(commands.SETTLE_DISPUTE, _l("Listen to both sides, then resolve the dispute."), "accept"),
    ),
}
CLAIM_GUIDE = Guide(
    REDEMPTION_MACHINE,
    {
        **_WAITS,
        _R.RESERVED: Wait(_l("The provider delivers the service and marks it as delivered."), _PROVIDER),
        _R.DELIVERED: Wait(
            _l("The business checks what was delivered, then accepts it or says what is wrong."), _SME
        ),
        _R.RETURNED: Wait(_l("The provider adds what the officer asked for."), _PROVIDER),
    },
    {
        **_STEPS,
        _R.RESERVED: (
            Step(
                commands.DELIVER_SERVICE,
                _l("Deliver the service, add the evidence and mark it as delivered."),
                "deliver",
            ),
        ),
        _R.DELIVERED: (
            Step(
                commands.ACCEPT_DELIVERY,
                _l("Check what was delivered, then accept it or say what is wrong."),
                "accept",
            ),
            Step(
                commands.ACCEPT_FOR_SME,
                _l(
                    "The business did not answer in time. Check the delivery and accept it on behalf of the business."
                ),
                "accept_for_sme",
            ),
        ),
    },
)
"""The provider files, the SME accepts."""
PAID_BACK_GUIDE = Guide(
    REDEMPTION_MACHINE,
    {
        **_WAITS,
        _R.RESERVED: Wait(
            _l("After delivery and payment of the full price, the business files the claim."), _SME
        ),
        _R.DELIVERED: Wait(
            _l(
                "The provider confirms that the service was delivered and paid in full, or says what is wrong."
            ),
            _PROVIDER,
        ),
        _R.RETURNED: Wait(_l("The business adds what the officer asked for."), _SME),
    },
    {
        **_STEPS,
        _R.RESERVED: (
            Step(
                commands.FILE_CLAIM,
                _l(
                    "Once the service is delivered and you have paid the full price, add the evidence and file the claim."
                ),
                "deliver",
            ),
        ),
        _R.DELIVERED: (
            Step(
                commands.CONFIRM_SERVICE,
                _l(
                    "Confirm that you delivered the service and received the full price, or say what is wrong."
                ),
                "accept",
            ),
            Step(
                commands.ACCEPT_FOR_SME,
                _l(
                    "The provider did not answer in time. Check the evidence and confirm it on behalf of the provider."
                ),
                "accept_for_sme",
            ),
        ),
    },
)
"""The SME files, the provider confirms."""


def guide_of(mode: PayeeMode) -> Guide:
    """Who does what next, as the coupon's own mode has it."""
    return PAID_BACK_GUIDE if mode is PayeeMode.REIMBURSE_SME else CLAIM_GUIDE
