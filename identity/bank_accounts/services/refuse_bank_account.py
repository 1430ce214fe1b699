"""A finance officer finds that an account is not the organisation's."""

from __future__ import annotations

from datetime import datetime

from flask import url_for

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from identity.bank_accounts.commands import REFUSE_BANK_ACCOUNT
from identity.bank_accounts.models import BankAccount
from identity.bank_accounts.states import BANK_ACCOUNT
from identity.organisations.members import notify_members


def refuse_bank_account(account_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Refuse a waiting account, with the reason that its owner reads.

    Refused with REASON_MISSING, NOT_YOURSELF or CONNECTED.
    """
    with transaction(REFUSE_BANK_ACCOUNT, actor, now) as tx:
        account = tx.lock(BankAccount, account_id)
        tx.authorise(payee=account.organisation_id, submitted_by=account.submitted_by_id)
        reason_id = audit.store_reason(tx, account.submitted_by_id, reason)
        tx.advance(BankAccount, account_id, BANK_ACCOUNT, "refuse", state_reason_id=reason_id)
        audit.record(tx, "bank_account.refused", "bank_account", account_id, actor, now, reason_id=reason_id)
        page = url_for("identity.bank_accounts", organisation_id=account.organisation_id)
        notify_members(tx, account.organisation_id, "bank_account.refused", {}, page, now=now)
