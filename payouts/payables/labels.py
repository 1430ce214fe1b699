"""The words and badges of what is owed: one registration for each enum, for members of two may share a value."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.labels import Labels
from payouts.states import HoldReason, PayableState

LABELS = (
    Labels(
        {
            PayableState.OPEN: _l("Waiting to be paid"),
            PayableState.HELD: _l("On hold"),
            PayableState.SETTLED: _l("Settled"),
            PayableState.WITHDRAWN: _l("Withdrawn: the claim is disputed"),
        },
        {
            PayableState.OPEN: "wait",
            PayableState.HELD: "bad",
            PayableState.SETTLED: "good",
            PayableState.WITHDRAWN: "plain",
        },
    ),
    Labels(
        {
            HoldReason.NO_ACCOUNT: _l("The payee has no verified bank account"),
            HoldReason.ACCOUNT_COOLING: _l("The payee’s new bank account is still in its waiting period"),
            HoldReason.ACCOUNT_IMPOSSIBLE: _l("The payee’s bank has no account with this number"),
            HoldReason.ACCOUNT_REFUSED: _l("The bank rejected the payee’s account"),
            HoldReason.PAYEE_SUSPENDED: _l("The payee is suspended"),
            HoldReason.NAMED_BY_BANK: _l("A bank line that is not checked yet refers to this payment"),
            HoldReason.BY_PERSON: _l("On hold by an officer"),
        }
    ),
)
