"""Bank accounts that are taken back, or cool off longer, inside the transaction of another command."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from flask import url_for

from core.actor import Actor
from core.audit import operations as audit
from core.clock import bangkok_date
from core.db import Tx
from identity.bank_accounts.models import BankAccount
from identity.bank_accounts.states import BANK_ACCOUNT, BankAccountState
from identity.organisations.events import OwnerGone
from identity.organisations.members import notify_members
from identity.organisations.models import Membership
from identity.organisations.states import MemberRole


def on_owner_gone(tx: Tx, gone: OwnerGone) -> None:
    """Withdraw the account that waits and was given by who is owner no more, on no side of the counter."""
    owns_still = sa.exists().where(
        Membership.person_id == gone.person_id,
        Membership.organisation_id == gone.organisation_id,
        Membership.role == MemberRole.OWNER,
        Membership.ended_at.is_(None),
        Membership.id != gone.membership_id,
    )
    waiting = sa.and_(
        BankAccount.organisation_id == gone.organisation_id,
        BankAccount.submitted_by_id == gone.person_id,
        ~owns_still,
    )
    withdraw_waiting(tx, waiting, "bank_account.owner_gone", actor=gone.actor, now=gone.now)


def withdraw_waiting(
    tx: Tx, chosen: sa.ColumnElement[bool], told: str, *, actor: Actor, now: datetime
) -> None:
    """Withdraw those of these that wait to be verified; `told` is the notice to the owners."""
    waiting = sa.and_(chosen, BankAccount.state == BankAccountState.PENDING)
    _end_accounts(tx, waiting, ("withdraw", "bank_account.withdrawn", told), actor=actor, now=now)


def revoke_cooling_accounts(
    tx: Tx, person_id: int, *, after: date, actor: Actor, now: datetime, organisation_id: int | None = None
) -> None:
    """Take back what this person gave and finance verified, where no money could go on the day `after`.

    The person's account may be in other hands, or two officers found the person gone: what was diverted in that time
    is not paid. The account before it does not come back; owners are notified, and add the right one.
    """
    cooling = [
        BankAccount.submitted_by_id == person_id,
        BankAccount.state == BankAccountState.VERIFIED,
        BankAccount.usable_from > after,
    ]
    if organisation_id is not None:
        cooling.append(BankAccount.organisation_id == organisation_id)
    words = ("revoke", "bank_account.revoked", "bank_account.revoked")
    _end_accounts(tx, sa.and_(*cooling), words, actor=actor, now=now)


def let_cool_until(tx: Tx, lost: Membership, day: date, *, actor: Actor, now: datetime) -> None:
    """Have an account that this owner gave, and to which no money may go yet, wait until the day."""
    table, today = BankAccount, bangkok_date(now)
    later = tx.session.scalars(
        sa.update(table)
        .where(
            table.organisation_id == lost.organisation_id,
            table.submitted_by_id == lost.person_id,
            table.state == BankAccountState.VERIFIED,
            table.usable_from > today,
            table.usable_from < day,
        )
        .values(usable_from=day)
        .returning(table.id)
    ).all()
    fields = {"usable_from": day.isoformat()}
    for account_id in later:
        audit.record(tx, "bank_account.put_off", "bank_account", account_id, actor, now, fields)


def _end_accounts(
    tx: Tx, chosen: sa.ColumnElement[bool], words: tuple[str, str, str], *, actor: Actor, now: datetime
) -> None:
    """`words`: the trigger, its audit name, and the notice to the owners."""
    trigger, happened, told = words
    found = sa.select(BankAccount.id, BankAccount.organisation_id).where(chosen)
    for account_id, organisation_id in tx.execute(found.order_by(BankAccount.id).with_for_update()).all():
        tx.advance(BankAccount, account_id, BANK_ACCOUNT, trigger)
        audit.record(tx, happened, "bank_account", account_id, actor, now)
        page = url_for("identity.bank_accounts", organisation_id=organisation_id)
        notify_members(tx, organisation_id, told, {}, page, now=now, role=MemberRole.OWNER)
