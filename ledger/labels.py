"""Words for the kinds of account, why money moved, and why it could not."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from core.labels import Badge, Labels
from ledger.rules import LedgerReason
from ledger.states import Kind, Move

_WORDS: tuple[dict[Any, Any], ...] = (
    {
        Kind.APPROPRIATED: _l("Appropriated"),
        Kind.AVAILABLE: _l("Available"),
        Kind.COMMITTED: _l("Committed to coupons"),
        Kind.RESERVED: _l("Reserved for services"),
        Kind.PAYABLE: _l("Payable"),
        Kind.IN_TRANSIT: _l("With the bank"),
        Kind.WITHHELD: _l("Tax withheld"),
        Kind.PAID: _l("Paid"),
        Kind.REMITTED: _l("Tax remitted"),
        Kind.RECOVERABLE: _l("Repayment demanded"),
        Kind.RECOVERED: _l("Recovered"),
        Kind.WRITTEN_OFF: _l("Written off"),
        Kind.RETURNED_TO_TREASURY: _l("Returned to the treasury"),
        Kind.LAPSED: lazy_pgettext("money", "Lapsed"),
    },
    {
        Move.APPROPRIATE: _l("Budget received"),
        Move.ALLOT: _l("Allotted to the scheme"),
        Move.TAKE_BACK: _l("Returned from the scheme"),
        Move.TRANSFER_OUT: _l("Transferred to another budget line"),
        Move.TRANSFER_IN: _l("Transferred from another budget line"),
        Move.GATHER: _l("Money combined to cover one claim"),
        Move.COMMIT: _l("Coupon issued"),
        Move.RESERVE: _l("Reserved after the SME confirmed the price"),
        Move.UNRESERVE: _l("Returned to the coupon"),
        Move.RETURN_RESERVED: _l("Reservation returned to the scheme"),
        Move.APPROVE: _l("Claim approved"),
        Move.DISPUTE: _l("Claim disputed"),
        Move.SEND: _l("Sent to the bank"),
        Move.WITHHOLD: _l("Tax withheld from the payment"),
        Move.PAY: _l("Paid by the bank"),
        Move.REFUSE: _l("Rejected by the bank"),
        Move.UNWITHHOLD: _l("Withholding of tax cancelled"),
        Move.RETURN_PAID: _l("Returned by the bank"),
        Move.REMIT: _l("Tax remitted to the Revenue Department"),
        Move.RELEASE: _l("Unused coupon money returned to the scheme"),
        Move.DEMAND: _l("Repayment demanded"),
        Move.RECOVER: _l("Repayment received"),
        Move.WRITE_OFF: _l("Repayment written off"),
        Move.REUSE: _l("Recovered money can be used again"),
        Move.RETURN_TO_TREASURY: _l("Recovered money returned to the treasury"),
        Move.LAPSE: _l("Lapsed at the end of the fiscal year"),
        Move.LAPSE_COMMITTED: _l("Unused coupon money lapsed"),
        Move.LAPSE_RESERVED: _l("Reservation lapsed with its budget line"),
        Move.LAPSE_RECOVERED: _l("Recovered money lapsed with its budget line"),
        Move.REVERSE: _l("Mistake reversed"),
    },
    {
        LedgerReason.NOT_ENOUGH_AVAILABLE: _l(
            "There is not enough money left: only %(left)s baht are available. Nothing was changed."
        ),
        LedgerReason.NOT_THERE: _l("This money had already been moved, so nothing was changed now."),
        LedgerReason.LINE_CLOSED: _l(
            "The fiscal year of this budget line is closed. No more money can be added."
        ),
        LedgerReason.OUTSIDE_FISCAL_YEAR: _l(
            "Coupons can be approved from the annual budget only within its fiscal year. Nothing was changed."
        ),
        LedgerReason.ALREADY_REVERSED: _l("This posting has already been reversed."),
        LedgerReason.NOT_REVERSIBLE: _l("A reversal cannot be reversed. Make the posting again instead."),
    },
)

BADGES: dict[Kind, Badge] = {
    Kind.AVAILABLE: "brand",
    Kind.COMMITTED: "wait",
    Kind.RESERVED: "wait",
    Kind.PAYABLE: "wait",
    Kind.IN_TRANSIT: "wait",
    Kind.PAID: "good",
    Kind.REMITTED: "good",
    Kind.RECOVERABLE: "bad",
    Kind.WRITTEN_OFF: "bad",
}

LABELS = (*(Labels(words) for words in _WORDS), Labels({}, BADGES))
