"""Why a command about a bank account is refused."""

from __future__ import annotations

from enum import StrEnum


class BankAccountRefusal(StrEnum):
    """Why a command about a bank account was refused."""

    ACCOUNT_NUMBER_TAKEN = "account_number_taken"
    BANK_CHANGE_WAITING = "bank_change_waiting"
