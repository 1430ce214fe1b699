"""The commands on bank accounts: who may run each, and what excludes a person from it (docs/commands.md)."""

from __future__ import annotations

from core.commands import Tie, declare
from core.permissions import Permission
from identity.people.rules import PersonRefusal

_SUBMITTER = {"submitted_by": PersonRefusal.NOT_YOURSELF}
REFUSE_BANK_ACCOUNT = declare(
    "identity.refuse_bank_account",
    Permission.IDENTITY_BANK_ACCOUNT_VERIFY,
    ties=[Tie.PAYEE],
    barred=_SUBMITTER,
    second_factor=True,
)
SUBMIT_BANK_ACCOUNT = declare("identity.submit_bank_account", Permission.IDENTITY_BANK_ACCOUNT_MANAGE)
VERIFY_BANK_ACCOUNT = declare(
    "identity.verify_bank_account",
    Permission.IDENTITY_BANK_ACCOUNT_VERIFY,
    ties=[Tie.PAYEE],
    barred=_SUBMITTER,
    second_factor=True,
)
WITHDRAW_BANK_ACCOUNT = declare("identity.withdraw_bank_account", Permission.IDENTITY_BANK_ACCOUNT_MANAGE)
