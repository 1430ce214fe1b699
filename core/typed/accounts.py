"""The number of a bank account as people type and paste it."""

from __future__ import annotations

import re

from core.typed.banks import BANKS, GONE, valid_account
from core.typed.problems import TypedProblem, Unreadable
from core.typed.text import plain

_LABEL = re.compile(r"[^\d]*", re.ASCII)
_TEN = re.compile(r"(\d{3})(\d)(\d{5})(\d)", re.ASCII)


def read_bank(code: str) -> str:
    """The code of a bank that can receive a transfer. Raises Unreadable."""
    if code in GONE:
        raise Unreadable(TypedProblem.BANK_GONE)
    if code not in BANKS:
        raise Unreadable(TypedProblem.BANK_UNKNOWN)
    return code


def read_account(bank_code: str, text: str) -> str:
    """The digits of an account at that bank, as many as the bank's numbers have; zeros before them stay.

    Raises Unreadable, also for a bank that there is not.
    """
    bank = BANKS[read_bank(bank_code)]
    typed = _LABEL.sub("", plain(text), count=1)
    digits = re.sub(r"[ .'-]", "", typed)
    if not digits or re.search(r"[^0-9]", digits):
        raise Unreadable(TypedProblem.ACCOUNT_NOT_DIGITS)
    if not valid_account(bank_code, digits):
        lengths = sorted(bank.account_lengths)
        words = str(lengths[0]) if len(lengths) == 1 else f"{lengths[0]}–{lengths[-1]}"
        raise Unreadable(TypedProblem.ACCOUNT_LENGTH, lengths=words)
    return digits


def account_shown(digits: str) -> str:
    """As printed in bank books: ten digits as 731-8-57257-3, other lengths as one run."""
    match = _TEN.fullmatch(digits)
    return "-".join(match.groups()) if match else digits
