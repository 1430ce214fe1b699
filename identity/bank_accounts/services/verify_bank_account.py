"""A finance officer checks an account against the bank book."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import url_for

from core import events
from core.actor import Actor
from core.audit import operations as audit
from core.clock import bangkok_date
from core.db import Tx, transaction
from core.settings import installation
from identity.bank_accounts.commands import VERIFY_BANK_ACCOUNT
from identity.bank_accounts.events import PayeeChanges
from identity.bank_accounts.models import BankAccount
from identity.bank_accounts.queries import had_account
from identity.bank_accounts.states import BANK_ACCOUNT, BankAccountState
from identity.organisations.members import notify_members


def verify_bank_account(account_id: int, *, actor: Actor, now: datetime) -> None:
    """Let money go to the account: at once for the first one ever, some days later for a change (a setting).

    Until then the organisation is paid nothing: who stole an owner's password must not divert the next
    payment, and every member is notified at once. Refused with NOT_YOURSELF, CONNECTED or OWNER_IN_QUESTION.
    """
    with transaction(VERIFY_BANK_ACCOUNT, actor, now) as tx:
        events.publish(tx, PayeeChanges(tx.get(BankAccount, account_id).organisation_id))
        account = tx.lock(BankAccount, account_id)
        tx.authorise(payee=account.organisation_id, submitted_by=account.submitted_by_id)
        is_first = not had_account(tx.session, account.organisation_id)
        replaced = _replace_current(tx, account.organisation_id)
        usable_from = bangkok_date(now) + timedelta(
            days=0 if is_first else installation.settings().bank_change_cooling_days
        )
        tx.advance(
            BankAccount,
            account_id,
            BANK_ACCOUNT,
            "verify",
            verified_at=now,
            verified_by_id=actor.known_person_id,
            usable_from=usable_from,
        )
        fields = {"usable_from": usable_from.isoformat(), "replaced_id": replaced}
        audit.record(tx, "bank_account.verified", "bank_account", account_id, actor, now, fields)
        notify_members(
            tx,
            account.organisation_id,
            "bank_account.verified",
            {"day": usable_from.isoformat()},
            url_for("identity.bank_accounts", organisation_id=account.organisation_id),
            now=now,
        )


def _replace_current(tx: Tx, organisation_id: int) -> int | None:
    current: int | None = tx.scalar(
        sa.select(BankAccount.id)
        .where(BankAccount.organisation_id == organisation_id, BankAccount.state == BankAccountState.VERIFIED)
        .with_for_update()
    )
    if current is not None:
        tx.advance(BankAccount, current, BANK_ACCOUNT, "replace")
    return current
