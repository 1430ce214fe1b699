"""The states of a bank account."""

from __future__ import annotations

from enum import StrEnum

from core.states import Machine, Transition
from core.terms import working_days


class BankAccountState(StrEnum):
    """A bank account is paid only once verified, and after the cooling-off days."""

    PENDING = "pending"
    VERIFIED = "verified"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"


VERIFY_WITHIN = working_days(5)
"""How long a bank account may wait for a finance officer."""
_S = BankAccountState
BANK_ACCOUNT: Machine[BankAccountState] = Machine(
    "bank_account",
    _S.PENDING,
    (
        Transition(_S.PENDING, "verify", _S.VERIFIED, "finance_officer", VERIFY_WITHIN),
        Transition(_S.PENDING, "refuse", _S.REFUSED, "finance_officer"),
        Transition(_S.PENDING, "withdraw", _S.WITHDRAWN, "sme or provider"),
        Transition(_S.VERIFIED, "replace", _S.REPLACED, "finance_officer"),
        Transition(_S.VERIFIED, "revoke", _S.WITHDRAWN, "administrator or system"),
    ),
)
