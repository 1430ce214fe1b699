"""Accounts that wait for a finance officer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.actor import Actor
from core.permissions import Permission, Role
from core.registry import InboxItem, NavEntry, Turn
from identity.bank_accounts.models import BankAccount
from identity.bank_accounts.states import BANK_ACCOUNT, VERIFY_WITHIN, BankAccountState
from identity.organisations.models import Organisation
from web.queues.inbox import waiting_since
from web.queues.queue import Queue

TO_VERIFY = Turn(
    "bank_account:verify",
    BANK_ACCOUNT,
    (BankAccountState.PENDING,),
    Permission.IDENTITY_BANK_ACCOUNT_VERIFY,
    _l("Bank account to verify"),
    Role.FINANCE_OFFICER,
)
NAVIGATION = (
    NavEntry(
        70,
        _l("Bank accounts"),
        "identity.all_bank_accounts",
        frozenset({Permission.IDENTITY_BANK_ACCOUNT_VERIFY}),
        "bank",
    ),
)


def inbox(session: Session, actor: Actor, now: datetime) -> Iterator[InboxItem]:
    """For finance officers accounts to verify."""
    if actor.person_id is None:
        return
    if actor.may(Permission.IDENTITY_BANK_ACCOUNT_VERIFY):
        url = url_for("identity.all_bank_accounts", state=BankAccountState.PENDING.value)
        since, pending = BankAccount.submitted_at, BankAccount.state == BankAccountState.PENDING
        title = _l("Bank accounts to verify")
        yield from waiting_since(session, now, title, url, VERIFY_WITHIN, since, pending)


QUEUES = (
    Queue(
        TO_VERIFY,
        BankAccount.id,
        lambda _now: BankAccount.state == BankAccountState.PENDING,
        BankAccount.submitted_at,
        "identity.bank_account",
        "account_id",
        limit=VERIFY_WITHIN,
        name=Organisation.name_th,
        name_en=Organisation.name_en,
        joins=((Organisation, Organisation.id == BankAccount.organisation_id),),
        barred=(BankAccount.submitted_by_id,),
        tied=(BankAccount.organisation_id,),
    ),
)
