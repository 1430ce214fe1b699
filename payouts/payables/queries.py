"""Reads behind the pages of what is owed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload

from core.database.search import among
from core.errors import NotFound
from coupons.coupons.models import Coupon
from coupons.numbers import has_number_or_side
from identity.organisations.models import Organisation
from identity.organisations.queries import connected_with
from payouts.models.payables import Payable
from payouts.models.payments import Payment
from payouts.models.reconciliation import ManualFinding
from payouts.payees.queries import Payee, payees_of
from payouts.payees.statuses import reported_statuses
from payouts.payees.words import ReportedStatus
from payouts.states import LIVE, HoldReason, ManualState, PayableState, PaymentState
from projects.models import BudgetLine


def batchable() -> Any:
    """Owed, and in no live payment: the condition on Payable."""
    live = sa.exists().where(Payment.payable_id == Payable.id, Payment.state.in_(LIVE))
    return sa.and_(Payable.state.in_((PayableState.OPEN, PayableState.HELD)), ~live)


def payables_statement() -> Any:
    """All that is or was owed, with payee and coupon."""
    return (
        sa.select(Payable)
        .join(Organisation, Organisation.id == Payable.payee_id)
        .join(Coupon, Coupon.id == Payable.coupon_id)
        .options(contains_eager(Payable.payee), contains_eager(Payable.coupon))
    )


def search_payables(session: Session, statement: Any, typed: str) -> Any:
    """Narrow by coupon number, or the payee's name or 13 digits."""
    return statement.where(
        has_number_or_side(session, typed, Coupon.number, Payable.coupon_id, Payable.payee_id)
    )


def is_live() -> Any:
    """Whether the payable is in a batch or with the bank: a condition on Payable."""
    return sa.exists().where(Payment.payable_id == Payable.id, Payment.state.in_(LIVE))


def is_silent() -> Any:
    """Whether the bank says nothing of its payment: a condition on Payable."""
    return sa.exists().where(Payment.payable_id == Payable.id, Payment.state == PaymentState.UNKNOWN)


def may_confirm(person_id: int, now: datetime) -> Any:
    """Whether a finding waits for this person, as CONFIRM_OUTCOME judges: a condition on it and on its Payable."""
    return sa.and_(_stated_by_another(person_id), Payable.payee_id.not_in(connected_with(person_id, now)))


def _stated_by_another(person_id: int) -> Any:
    return sa.and_(ManualFinding.state == ManualState.WAITING, ManualFinding.stated_by_id != person_id)


def finding_waits_for(person_id: int, now: datetime) -> Any:
    """Whether somebody else recorded the result of a payment, and this person may confirm it: a condition on Payable."""
    stated = sa.select(Payment.payable_id).join(ManualFinding, ManualFinding.payment_id == Payment.id)
    return sa.and_(
        among(Payable.id, stated.where(_stated_by_another(person_id))),
        Payable.payee_id.not_in(connected_with(person_id, now)),
    )


def still_owed() -> Any:
    """Whether it is neither paid nor withdrawn: a condition on Payable."""
    return Payable.state.in_((PayableState.OPEN, PayableState.HELD))


@dataclass(frozen=True, slots=True)
class PayablePage:
    """One payable, the payee as it stands today, and every attempt to pay it with its batch."""

    payable: Payable
    payee: Payee
    attempts: list[Payment]
    reported: ReportedStatus
    """The status shown to the payee."""

    @property
    def hold(self) -> HoldReason | None:
        """What stands in the way today, whatever was decided before."""
        return self.reported.hold

    @property
    def live(self) -> Payment | None:
        """The attempt that is on its way."""
        return next((each for each in self.attempts if each.state in LIVE), None)


def payable_page(session: Session, payable_id: int, today: date) -> PayablePage:
    """NotFound if there is none. Five statements."""
    payable = session.scalar(
        payables_statement()
        .options(joinedload(Payable.line).joinedload(BudgetLine.project))
        .where(Payable.id == payable_id)
        .execution_options(populate_existing=True)
    )
    if payable is None:
        raise NotFound
    payees = payees_of(session, [payable.payee_id], today)
    attempts = session.scalars(
        sa.select(Payment)
        .options(joinedload(Payment.batch))
        .where(Payment.payable_id == payable_id)
        .order_by(Payment.attempt_no.desc())
    ).all()
    reported = reported_statuses(session, [payable], today, payees)[payable.id]
    return PayablePage(payable, payees[payable.payee_id], list(attempts), reported)


def refused_last() -> Any:
    """Whether the bank refused or returned an attempt, and none is on its way again: a condition on Payable."""
    refused = sa.exists().where(
        Payment.payable_id == Payable.id, Payment.state.in_((PaymentState.FAILED, PaymentState.RETURNED))
    )
    return sa.and_(still_owed(), refused, sa.not_(is_live()))
