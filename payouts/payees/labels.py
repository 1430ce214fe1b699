"""The words and badges of payee statuses: one registration for each enum, for members of two may share a value."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.labels import Labels
from payouts.states import PayeeStatus

_S = PayeeStatus


LABELS = (
    Labels(
        {
            _S.NEXT_BATCH: _l("Waiting for a batch"),
            _S.IN_BATCH: _l("In a batch"),
            _S.WITH_BANK: _l("With the bank"),
            _S.BANK_LATE: _l("Waiting for the bank’s answer"),
            _S.PAID: _l("Paid"),
            _S.REFUSED_ACCOUNT: _l("The bank could not pay"),
            _S.REFUSED_OTHER: _l("The bank could not pay"),
            _S.NO_ACCOUNT: _l("No bank account"),
            _S.ACCOUNT_PENDING: _l("Bank account being checked"),
            _S.ACCOUNT_COOLING: _l("New bank account cannot be used yet"),
            _S.ACCOUNT_IMPOSSIBLE: _l("Bank account wrong"),
            _S.SUSPENDED: _l("Suspended"),
            _S.ASKING_BANK: _l("Being checked with the bank"),
            _S.STOPPED: _l("On hold by an officer"),
            _S.DISPUTED: _l("Disputed"),
            _S.REJECTED: _l("Claim rejected"),
        },
        {
            _S.NEXT_BATCH: "wait",
            _S.IN_BATCH: "wait",
            _S.WITH_BANK: "brand",
            _S.BANK_LATE: "wait",
            _S.PAID: "good",
            _S.REFUSED_ACCOUNT: "bad",
            _S.REFUSED_OTHER: "bad",
            _S.NO_ACCOUNT: "bad",
            _S.ACCOUNT_PENDING: "wait",
            _S.ACCOUNT_COOLING: "wait",
            _S.ACCOUNT_IMPOSSIBLE: "bad",
            _S.SUSPENDED: "bad",
            _S.ASKING_BANK: "wait",
            _S.STOPPED: "bad",
            _S.DISPUTED: "bad",
            _S.REJECTED: "bad",
        },
    ),
)
