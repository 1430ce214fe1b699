"""Reads behind the pages of what is owed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload

from core.errors import NotFound
from core.money import ZERO, Money
from coupons.coupons.models import Coupon
from identity.organisations.models import Organisation
from payouts.drafting import Selection, selected
from payouts.holds import holds_of
from payouts.models import Payable, Payment, PaymentEvent
from payouts.payee import Told, told_of
from payouts.queries import Payee, payees_of
from payouts.states import LIVE, HoldReason, PayableState, PaymentState
from projects.models import BudgetLine, Project, ServiceCategory
from projects.states import PayeeMode


def payables_statement() -> Any:
    """All that is or was owed, with payee and coupon."""
    return (
        sa.select(Payable)
        .join(Organisation, Organisation.id == Payable.payee_id)
        .join(Coupon, Coupon.id == Payable.coupon_id)
        .options(contains_eager(Payable.payee), contains_eager(Payable.coupon))
    )


def is_live() -> Any:
    """Whether the payable is in a batch or with the bank: a condition on Payable."""
    return sa.exists().where(Payment.payable_id == Payable.id, Payment.state.in_(LIVE))


def still_owed() -> Any:
    """Whether it is neither paid nor withdrawn: a condition on Payable."""
    return Payable.state.in_((PayableState.OPEN, PayableState.HELD))


@dataclass(frozen=True, slots=True)
class PayablePage:
    """One payable, the payee as it stands today, and every attempt to pay it with its batch."""

    payable: Payable
    payee: Payee
    attempts: list[Payment]
    told: Told
    """What the payee is told of it."""

    @property
    def hold(self) -> HoldReason | None:
        """What stands in the way today, whatever was decided before."""
        return self.told.hold

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
    told = told_of(session, [payable], today, payees)[payable.id]
    return PayablePage(payable, payees[payable.payee_id], list(attempts), told)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a new batch would take, by payee, and what it would leave, with the reason."""

    taken: list[Payable]
    left: list[tuple[Payable, HoldReason]]

    @property
    def total(self) -> Money:
        """What the batch would come to."""
        return sum((each.amount for each in self.taken), ZERO)

    @property
    def reasons(self) -> Counter[HoldReason]:
        """How many are left for each reason."""
        return Counter(reason for _payable, reason in self.left)


def preview(session: Session, selection: Selection, today: date) -> Preview:
    """What draft_batch would do now. Three statements."""
    payables = list(
        session.scalars(selected(selection).options(joinedload(Payable.payee), joinedload(Payable.coupon)))
    )
    payees = payees_of(session, {each.payee_id for each in payables}, today)
    holds = holds_of(session, payables, payees)
    taken, left = [], []
    for payable in payables:
        by_person = payable.hold_reason is HoldReason.BY_PERSON
        reason = HoldReason.BY_PERSON if by_person else holds[payable.id]
        if reason is None:
            taken.append(payable)
        else:
            left.append((payable, reason))
    return Preview(taken, left)


@dataclass(frozen=True, slots=True)
class Choices:
    """What a selection may choose from: only what something owed has."""

    lines: list[tuple[BudgetLine, Project]]
    categories: list[ServiceCategory]
    payees: list[Organisation]


def choices(session: Session) -> Choices:
    """Lines, kinds of service and payees of what is owed and in no batch. Three statements."""
    waiting = selected(Selection()).subquery()
    lines = session.execute(
        sa.select(BudgetLine, Project)
        .join(Project, Project.id == BudgetLine.project_id)
        .where(BudgetLine.id.in_(sa.select(waiting.c.line_id)))
        .order_by(Project.code, BudgetLine.id)
    ).all()
    categories = session.scalars(
        sa.select(ServiceCategory)
        .where(ServiceCategory.id.in_(sa.select(waiting.c.category_id)))
        .order_by(ServiceCategory.id)
    ).all()
    payees = session.scalars(
        sa.select(Organisation)
        .where(Organisation.id.in_(sa.select(waiting.c.payee_id)))
        .order_by(Organisation.name_order)
        .limit(500)
    ).all()
    return Choices([(row[0], row[1]) for row in lines], list(categories), list(payees))


# One payment, and what its payee sees.


@dataclass(frozen=True, slots=True)
class PaymentPage:
    """One attempt with its payable and batch, and the bank's words on it, the newest first."""

    payment: Payment
    events: Sequence[PaymentEvent]


def payment_page(session: Session, payment_id: int) -> PaymentPage:
    """NotFound if there is none. Two statements."""
    payment = session.scalar(
        sa.select(Payment)
        .options(
            joinedload(Payment.batch),
            joinedload(Payment.payable).joinedload(Payable.coupon),
            joinedload(Payment.payable).joinedload(Payable.payee),
        )
        .where(Payment.id == payment_id)
        .execution_options(populate_existing=True)
    )
    if payment is None:
        raise NotFound
    events = session.scalars(
        sa.select(PaymentEvent)
        .options(joinedload(PaymentEvent.line))
        .where(PaymentEvent.payment_id == payment_id)
        .order_by(PaymentEvent.id.desc())
    ).all()
    return PaymentPage(payment, events)


@dataclass(frozen=True, slots=True)
class Owed:
    """What a payee sees of one claim: what is or was owed, and where its payment stands."""

    payable: Payable
    told: Told


def owed_to(
    session: Session, organisation_id: int, mode: PayeeMode, today: date, limit: int = 200
) -> list[Owed]:
    """Everything owed to an organisation in one role, the newest first; of a claim what stands last. Five statements."""
    later = aliased(Payable)
    replaced = sa.exists().where(later.redemption_id == Payable.redemption_id, later.id > Payable.id)
    payables = session.scalars(
        sa.select(Payable)
        .where(Payable.payee_id == organisation_id, Payable.payee_mode == mode, sa.not_(replaced))
        .order_by(Payable.id.desc())
        .limit(limit)
    ).all()
    told = told_of(session, payables, today)
    return [Owed(each, told[each.id]) for each in payables]


def refused_last() -> Any:
    """Whether the bank refused or returned an attempt, and none is on its way again: a condition on Payable."""
    refused = sa.exists().where(
        Payment.payable_id == Payable.id, Payment.state.in_((PaymentState.FAILED, PaymentState.RETURNED))
    )
    return sa.and_(still_owed(), refused, sa.not_(is_live()))
