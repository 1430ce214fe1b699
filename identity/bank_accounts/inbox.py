"""Accounts that wait for a finance officer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.actor import Actor
from core.calendar.urgency import urgency
from core.permissions import Permission, Role
from core.registry import InboxItem, NavEntry, Turn
from identity.bank_accounts.models import BankAccount
from identity.bank_accounts.states import BANK_ACCOUNT, VERIFY_WITHIN, BankAccountState
from identity.organisations.models import Organisation
from web.queues.queue import Queue

_TO_VERIFY = sa.select(sa.func.count(), sa.func.min(BankAccount.submitted_at)).where(
    BankAccount.state == BankAccountState.PENDING
)
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
        count, since = session.execute(_TO_VERIFY).one()
        url = url_for("identity.all_bank_accounts", state=BankAccountState.PENDING.value)
        yield InboxItem(_l("Bank accounts to verify"), count, url, urgency(since, VERIFY_WITHIN, now), since)


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
        joins=((Organisation, Organisation.id == BankAccount.organisation_id),),
        barred=(BankAccount.submitted_by_id,),
        tied=(BankAccount.organisation_id,),
    ),
)
