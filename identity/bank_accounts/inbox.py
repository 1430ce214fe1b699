"""Accounts that wait for a finance officer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.actor import Actor
from core.calendar.due import due_at
from core.calendar.urgency import urgency
from core.permissions import Permission, Role
from core.registry import Deadline, InboxItem, NavEntry, Turn
from identity.bank_accounts.models import BankAccount
from identity.bank_accounts.states import BANK_ACCOUNT, VERIFY_WITHIN, BankAccountState
from identity.organisations.models import Organisation
from identity.people.queries import oldest

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


def deadlines(session: Session, now: datetime, most: int | None) -> Iterator[Deadline]:  # noqa: ARG001 - the registry's
    """Bank accounts that wait for a finance officer."""
    pending, of = (
        BankAccount.state == BankAccountState.PENDING,
        Organisation.id == BankAccount.organisation_id,
    )
    for account, name in oldest(session, pending, BankAccount.submitted_at, Organisation.name_th, of, most):
        yield Deadline(
            TO_VERIFY,
            account.id,
            name,
            url_for("identity.bank_account", account_id=account.id),
            account.submitted_at,
            due_at(VERIFY_WITHIN, account.submitted_at),
            barred=frozenset({account.submitted_by_id}),
            tied=frozenset({account.organisation_id}),
        )
