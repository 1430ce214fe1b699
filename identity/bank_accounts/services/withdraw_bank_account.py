"""An owner takes back an account that was not yet verified."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from identity.bank_accounts.commands import WITHDRAW_BANK_ACCOUNT
from identity.bank_accounts.models import BankAccount
from identity.bank_accounts.states import BANK_ACCOUNT


def withdraw_bank_account(account_id: int, *, actor: Actor, now: datetime) -> int:
    """Withdraw a waiting account; returns the organisation's id. NotFound for another's."""
    with transaction(WITHDRAW_BANK_ACCOUNT, actor, now) as tx:
        tx.authorise()  # a demotion locks the membership before the account, and so do we
        account = tx.lock(BankAccount, account_id)
        actor.require_own(account.organisation_id)
        tx.advance(BankAccount, account_id, BANK_ACCOUNT, "withdraw")
        audit.record(tx, "bank_account.withdrawn", "bank_account", account_id, actor, now)
        return account.organisation_id
