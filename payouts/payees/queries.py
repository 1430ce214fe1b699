"""Payees as payments see them: their accounts and state, the attempts to pay them, and what prevents it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session, aliased, joinedload

from identity.bank_accounts.models import BankAccount
from identity.bank_accounts.states import BankAccountState
from identity.organisations.models import Organisation
from payouts.models.batches import Batch
from payouts.models.payables import Payable
from payouts.models.payments import Payment
from payouts.models.reconciliation import StatementLine
from payouts.payees.rules import Attempt, PayeeFacts, hold_for
from payouts.states import BatchState, HoldReason, LineState, PaymentState
from providers.models import Provider
from providers.states import ProviderState
from schemes.states import PayeeMode
from smes.models import Sme
from smes.states import SmeState


@dataclass(frozen=True, slots=True)
class Payee:
    """An organisation as money sees it; the account is its verified one, if it has any."""

    organisation_id: int
    name: str
    registration_number: str
    today: date
    provider_suspended_at: datetime | None
    sme_suspended_at: datetime | None
    account: BankAccount | None
    account_given_at: datetime | None = None
    """Since when an account that it gave waits for finance to verify it."""

    def suspended_at(self, mode: PayeeMode) -> datetime | None:
        """Since when it is suspended in this role."""
        return self.sme_suspended_at if mode is PayeeMode.REIMBURSE_SME else self.provider_suspended_at

    def facts(self, mode: PayeeMode) -> PayeeFacts:
        """What decides whether it can be paid today, in the role in which it is owed."""
        return PayeeFacts(
            today=self.today,
            suspended=self.suspended_at(mode) is not None,
            bank_code=self.account.bank_code if self.account else None,
            account_number=self.account.account_number if self.account else None,
            usable_from=self.account.usable_from if self.account else None,
        )


def payees_of(session: Session, organisation_ids: Collection[int], today: date) -> dict[int, Payee]:
    """These organisations as payees, by id. One statement."""
    rows = session.execute(_payees(), {"organisation_ids": list(organisation_ids)})
    return {row[0]: Payee(row[0], row[1], row[2], today, row[3], row[4], row[5], row[6]) for row in rows}


@cache
def _payees() -> sa.Select[Any]:
    """The organisations of `:organisation_ids` as payees; made once."""
    given = aliased(BankAccount)
    given_at = (
        sa.select(sa.func.max(given.submitted_at))
        .where(given.organisation_id == Organisation.id, given.state == BankAccountState.PENDING)
        .scalar_subquery()
    )
    return (
        sa.select(
            Organisation.id,
            Organisation.name_th,
            Organisation.registration_number,
            sa.case((Provider.state == ProviderState.SUSPENDED, Provider.state_since)),
            sa.case((Sme.state == SmeState.SUSPENDED, Sme.state_since)),
            BankAccount,
            given_at,
        )
        .outerjoin(Provider, Provider.organisation_id == Organisation.id)
        .outerjoin(Sme, Sme.organisation_id == Organisation.id)
        .outerjoin(
            BankAccount,
            sa.and_(
                BankAccount.organisation_id == Organisation.id,
                BankAccount.state == BankAccountState.VERIFIED,
            ),
        )
        .where(Organisation.id == sa.any_(sa.bindparam("organisation_ids", type_=ARRAY(sa.BigInteger))))
        .execution_options(populate_existing=True)
    )


def _named_by_bank(session: Session, payables: Collection[Payable]) -> set[int | None]:
    """Those of the payables that a bank line names which waits on the workbench."""
    ids = [each.id for each in payables]
    waits = StatementLine.state.in_((LineState.MISMATCHED, LineState.UNMATCHED))
    named = StatementLine.named_payable_id
    return set(session.scalars(sa.select(named).where(waits, named.in_(ids)).distinct()))


def latest_attempts(session: Session, payables: Collection[Payable]) -> dict[int, Payment]:
    """The latest attempt to pay each that was not taken out of its batch again, by the payable's id. One statement."""
    latest = (
        sa.select(sa.func.max(Payment.id))
        .where(
            Payment.payable_id.in_([each.id for each in payables]), Payment.state != PaymentState.WITHDRAWN
        )
        .group_by(Payment.payable_id)
    )
    found = session.scalars(
        sa.select(Payment)
        .where(Payment.id.in_(latest))
        .options(
            joinedload(Payment.batch).load_only(
                Batch.execution_date, Batch.state, Batch.state_since, Batch.number
            )
        )
    )
    return {each.payable_id: each for each in found}


def attempt_of(payment: Payment) -> Attempt:
    """An attempt as the decisions look at it."""
    recalled = payment.batch.state is BatchState.RECALLED
    return Attempt(payment.state, payment.batch.execution_date, payment.failure_code, recalled=recalled)


def holds_of(
    session: Session,
    payables: Collection[Payable],
    payees: Mapping[int, Payee],
    attempts: Mapping[int, Payment] | None = None,
) -> dict[int, HoldReason | None]:
    """Why each of these is not paid today, or None, by the payable's id; `payees` by organisation.

    A bank line that waits on the workbench and names any attempt of a payable stops it: the bank may have paid what
    we know nothing of, as after a restore of an older backup. So does an account that the bank refused, until the
    payee has another or an officer lets it be tried once more. `attempts` are the latest ones, where they are known.
    """
    named = _named_by_bank(session, payables)
    latest = latest_attempts(session, payables) if attempts is None else attempts
    return {
        each.id: HoldReason.NAMED_BY_BANK
        if each.id in named
        else hold_for(payees[each.payee_id].facts(each.payee_mode))
        or _refused(each, payees[each.payee_id], latest.get(each.id))
        for each in payables
    }


def _refused(payable: Payable, payee: Payee, last: Payment | None) -> HoldReason | None:
    if last is None or payee.account is None or not attempt_of(last).refused_account:
        return None
    tried = last.bank_account_id == payee.account.id and last.attempt_no != payable.retry_after_attempt
    return HoldReason.ACCOUNT_REFUSED if tried else None
