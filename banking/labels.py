"""Words for everything a bank file can say or be refused for."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from banking.faults import BankFileFault
from banking.model import EntryStatus, PaymentOutcome
from core.labels import Labels

LABELS = (
    Labels(
        {
            BankFileFault.EMPTY: _l("The file is empty. Download it from the bank again."),
            BankFileFault.TOO_LARGE: _l(
                "The file is larger than this page takes. Ask the bank for one day at a time."
            ),
            BankFileFault.NOT_UTF8: _l(
                "The file is not written in UTF-8, so its letters cannot be read for certain. Download it from the bank again."
            ),
            BankFileFault.CUT_SHORT: _l(
                "The file ends before it is complete. Download it from the bank again; nothing of it was taken."
            ),
            BankFileFault.NOT_XML: _l(
                "The file is not well-formed XML. Choose the file exactly as the bank gave it."
            ),
            BankFileFault.FORBIDDEN_XML: _l(
                "The file holds a document type or entity, which bank files never do. It was not opened; tell your security officer."
            ),
            BankFileFault.NOT_ISO20022: _l("The file is XML, but not an ISO 20022 message."),
            BankFileFault.WRONG_MESSAGE: _l(
                "The file is an ISO 20022 message of another kind than this page takes. Check which file you chose."
            ),
            BankFileFault.UNKNOWN_VERSION: _l(
                "The file is of a version that this system does not know. Ask the bank for a version listed on this page."
            ),
            BankFileFault.AGAINST_SCHEMA: _l(
                "The file does not follow its own standard. Send it back to the bank; nothing of it was taken."
            ),
            BankFileFault.WRONG_CURRENCY: _l(
                "The file holds an amount that is not in baht. Nothing of it was taken."
            ),
            BankFileFault.BAD_AMOUNT: _l(
                "The file holds an amount that is not a whole number of satang. Nothing of it was taken."
            ),
            BankFileFault.MISSING_BALANCE: _l(
                "The statement lacks its opening or closing balance, so it cannot be proved."
            ),
            BankFileFault.BALANCE_DIFFERS: _l(
                "The opening balance and the lines do not add up to the closing balance: a line is missing or was changed."
                " Nothing of the statement was taken."
            ),
            BankFileFault.TOTALS_DIFFER: _l(
                "The count or sum that the file states does not agree with its lines. Nothing of it was taken."
            ),
            BankFileFault.UNREADABLE: _l(
                "Reading the file took too long. Ask the bank for one day at a time; nothing of it was taken."
            ),
            BankFileFault.NO_TRANSFERS: _l("There is nothing to pay in this batch."),
            BankFileFault.BAD_REFERENCE: _l(
                "A reference holds characters that banks do not take, or is longer than 35."
            ),
            BankFileFault.DUPLICATE_REFERENCE: _l("Two payments of this batch have the same reference."),
            BankFileFault.MISSING_NAME: _l("A payee or the payer has no name."),
            BankFileFault.INVISIBLE_IN_NAME: _l(
                "The name of a payee or of the payer holds invisible characters. Have it corrected before it is paid."
            ),
            BankFileFault.BAD_TAX_ID: _l("A tax identification number does not have 13 digits."),
            BankFileFault.UNKNOWN_BANK: _l("A bank or branch code is not one that can receive transfers."),
            BankFileFault.BAD_ACCOUNT: _l(
                "An account number cannot exist at its bank. Correct it with the provider first."
            ),
            BankFileFault.AMOUNT_NOT_POSITIVE: _l("A payment of this batch has nothing to pay after tax."),
            BankFileFault.PAST_EXECUTION_DATE: _l(
                "The payment date has passed. Choose today or a later day."
            ),
        },
    ),
    Labels(
        {
            PaymentOutcome.ACCEPTED: _l("Taken by the bank, not yet paid"),
            PaymentOutcome.PENDING: _l("Waiting at the bank"),
            PaymentOutcome.REJECTED: _l("Refused by the bank"),
            PaymentOutcome.SETTLED: _l("Paid, says the bank"),
        },
        {
            PaymentOutcome.ACCEPTED: "brand",
            PaymentOutcome.PENDING: "wait",
            PaymentOutcome.REJECTED: "bad",
            PaymentOutcome.SETTLED: "good",
        },
    ),
    Labels(
        {
            EntryStatus.BOOKED: _l("Booked"),
            EntryStatus.PENDING: _l("Not yet booked"),
            EntryStatus.INFORMATION: _l("For information only"),
        },
        {
            EntryStatus.BOOKED: "good",
            EntryStatus.PENDING: "wait",
            EntryStatus.INFORMATION: "plain",
        },
    ),
)

BANK_REASONS: dict[str, Any] = {
    "AC01": _l("The account number is wrong"),
    "AC02": _l("The bank does not know the account to be debited"),
    "AC03": _l("The payee's account number is wrong"),
    "AC04": _l("The account is closed"),
    "AC06": _l("The account is blocked"),
    "AG01": _l("The account does not take this kind of transfer"),
    "AM02": _l("The amount is above what is allowed"),
    "AM03": _l("The account does not take this currency"),
    "AM04": _l("There is not enough money in the paying account"),
    "AM05": _l("The bank has seen this payment before"),
    "AM09": _l("The amount is not the agreed one"),
    "AM10": _l("The control sum is wrong"),
    "AM18": _l("The number of payments is wrong"),
    "BE01": _l("The name does not belong to the account"),
    "DT01": _l("The payment date is wrong"),
    "DUPL": _l("The bank has seen this file before"),
    "FF01": _l("The bank could not read the file"),
    "MD07": _l("The account holder has died"),
    "MS03": _l("The bank gave no reason"),
    "NARR": _l("The bank gave its reason in words"),
    "RC01": _l("The bank code is wrong"),
}
"""ISO 20022 external status and return reasons that Thai payments meet."""


def words_for_bank_reason(code: str) -> str:
    """A bank's reason code in the reader's language, with the code behind it, for it is what the bank asks for."""
    words = BANK_REASONS.get(code)
    return f"{words} ({code})" if words else _("Reason %(code)s of the bank", code=code)
