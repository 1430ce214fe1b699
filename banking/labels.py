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
                "The file is too large. Ask the bank for a separate file for each day."
            ),
            BankFileFault.NOT_UTF8: _l(
                "The file is not in UTF-8, so its letters cannot be read reliably. Download it from the bank again."
            ),
            BankFileFault.CUT_SHORT: _l(
                "The file is not complete. Nothing was imported. Download it from the bank again."
            ),
            BankFileFault.NOT_XML: _l(
                "The file is not valid XML. Choose the file exactly as you received it from the bank."
            ),
            BankFileFault.FORBIDDEN_XML: _l(
                "The file contains code that bank files never contain, so it was not opened. Tell your security officer."
            ),
            BankFileFault.NOT_ISO20022: _l("The file is XML, but not an ISO 20022 message."),
            BankFileFault.WRONG_MESSAGE: _l(
                "This page does not accept this type of ISO 20022 message. Check which file you chose."
            ),
            BankFileFault.UNKNOWN_VERSION: _l(
                "This version of the file is not supported. Ask the bank for a version listed on this page."
            ),
            BankFileFault.AGAINST_SCHEMA: _l(
                "The file does not follow its standard. Nothing was imported. Send it back to the bank."
            ),
            BankFileFault.WRONG_CURRENCY: _l(
                "The file contains an amount that is not in baht. Nothing was imported."
            ),
            BankFileFault.BAD_AMOUNT: _l(
                "The file contains an amount with a fraction of a satang. Nothing was imported."
            ),
            BankFileFault.MISSING_BALANCE: _l(
                "The statement has no opening or closing balance, so it cannot be checked."
            ),
            BankFileFault.BALANCE_DIFFERS: _l(
                "The opening balance and the lines do not add up to the closing balance: a line is missing or was changed. Nothing was imported."
            ),
            BankFileFault.TOTALS_DIFFER: _l(
                "The number or the sum of payments in the file does not match its lines. Nothing was imported. Ask the bank for a new file."
            ),
            BankFileFault.UNREADABLE: _l(
                "Reading the file took too long. Nothing was imported. Ask the bank for a separate file for each day."
            ),
            BankFileFault.NO_TRANSFERS: _l("There is nothing to pay in this batch."),
            BankFileFault.BAD_REFERENCE: _l(
                "A reference has characters that banks do not accept, or more than 35 characters."
            ),
            BankFileFault.DUPLICATE_REFERENCE: _l("Two payments of this batch have the same reference."),
            BankFileFault.MISSING_NAME: _l("A payee or the payer has no name."),
            BankFileFault.INVISIBLE_IN_NAME: _l(
                "The name of a payee or of the payer contains invisible characters. Correct it before you pay."
            ),
            BankFileFault.BAD_TAX_ID: _l("A tax identification number does not have 13 digits."),
            BankFileFault.UNKNOWN_BANK: _l("A bank or branch code cannot receive transfers. Correct it."),
            BankFileFault.BAD_ACCOUNT: _l(
                "An account number does not have the form that its bank uses. Ask the provider to correct it first."
            ),
            BankFileFault.AMOUNT_NOT_POSITIVE: _l(
                "A payment in this batch has no amount left after tax is deducted."
            ),
            BankFileFault.PAST_EXECUTION_DATE: _l(
                "The payment date has passed. Choose today or a later day."
            ),
        },
    ),
    Labels(
        {
            PaymentOutcome.ACCEPTED: _l("Accepted by the bank, not yet paid"),
            PaymentOutcome.PENDING: _l("Waiting at the bank"),
            PaymentOutcome.REJECTED: _l("Rejected by the bank"),
            PaymentOutcome.SETTLED: _l("Paid, according to the bank"),
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
    "AG01": _l("The account does not accept this kind of transfer"),
    "AM02": _l("The amount is above the limit"),
    "AM03": _l("The account does not accept this currency"),
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
    "NARR": _l("The bank gave its reason as text"),
    "RC01": _l("The bank code is wrong"),
}
"""ISO 20022 external status and return reasons that Thai payments meet."""


def words_for_bank_reason(code: str) -> str:
    """A bank's reason code in the reader's language, with the code behind it, for it is what the bank asks for."""
    words = BANK_REASONS.get(code)
    return f"{words} ({code})" if words else _("Reason code of the bank: %(code)s", code=code)
