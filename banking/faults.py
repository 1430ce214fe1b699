"""Why a bank file is refused, as one closed list."""

from __future__ import annotations

from enum import StrEnum

from core.errors import Refused


class BankFileFault(StrEnum):
    """Everything that can be wrong with a file from, or for, the bank. Their words are in `labels`."""

    # A file we were given.
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NOT_UTF8 = "not_utf8"
    CUT_SHORT = "cut_short"
    NOT_XML = "not_xml"
    FORBIDDEN_XML = "forbidden_xml"
    """A document type or entity: ISO 20022 files have none, attacks do."""
    NOT_ISO20022 = "not_iso20022"
    WRONG_MESSAGE = "wrong_message"
    """An ISO 20022 message, but not of the kind asked for."""
    UNKNOWN_VERSION = "unknown_version"
    AGAINST_SCHEMA = "against_schema"
    WRONG_CURRENCY = "wrong_currency"
    BAD_AMOUNT = "bad_amount"
    """Not a whole number of satang."""
    MISSING_BALANCE = "missing_balance"
    BALANCE_DIFFERS = "balance_differs"
    """Opening balance plus entries is not the closing balance: a line is missing or changed."""
    TOTALS_DIFFER = "totals_differ"
    """The file's own count or sum disagrees with its lines."""
    UNREADABLE = "unreadable"
    """Reading it took more time or memory than a bank file is given."""

    # A file we were about to write.
    NO_TRANSFERS = "no_transfers"
    BAD_REFERENCE = "bad_reference"
    DUPLICATE_REFERENCE = "duplicate_reference"
    MISSING_NAME = "missing_name"
    INVISIBLE_IN_NAME = "invisible_in_name"
    """A character that shows nothing, or turns the name around: it would be read as another's."""
    BAD_TAX_ID = "bad_tax_id"
    UNKNOWN_BANK = "unknown_bank"
    BAD_ACCOUNT = "bad_account"
    AMOUNT_NOT_POSITIVE = "amount_not_positive"
    PAST_EXECUTION_DATE = "past_execution_date"


class BadBankFile(Refused):
    """A bank file that is not taken, or not written, at all: one bad line refuses the whole file.

    `reason` is a `BankFileFault`; `line` is the line in the file (from 1) where it
    was seen, when there is one; `detail` is technical and in English, for the log
    and the person who calls the bank.
    """

    reason: BankFileFault

    def __init__(self, reason: BankFileFault, *, line: int | None = None, detail: str = "") -> None:
        super().__init__(reason, line=line, detail=detail)
        self.line = line
        self.detail = detail

    def __str__(self) -> str:
        where = f" at line {self.line}" if self.line is not None else ""
        return f"{self.reason.value}{where}: {self.detail}" if self.detail else f"{self.reason.value}{where}"
