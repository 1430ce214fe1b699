"""Reads behind the pages of batches, and what a new one would take."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload

from config import Settings
from core.actor import Actor
from core.clock import bangkok_date, bangkok_midnight
from core.errors import NotFound
from core.money import ZERO, Money
from core.permissions import Permission
from core.settings import installation
from coupons.coupons.models import Coupon
from identity.bank_accounts.models import BankAccount
from identity.bank_accounts.states import BankAccountState
from identity.organisations.models import Organisation
from identity.organisations.queries import connected_with
from identity.people.models import Person
from payouts.batches.rules import Flagged, PaymentFacts, flags_of
from payouts.models.batches import BankFile, Batch
from payouts.models.payables import Payable
from payouts.models.payments import Payment
from payouts.payables.queries import batchable, still_owed
from payouts.payees.queries import holds_of, payees_of
from payouts.states import SENT_OUT, BatchState, HoldReason, PaymentState
from projects.models import BudgetLine, Project
from projects.states import FundSource
from schemes.models import ServiceCategory


def _band() -> int:
    settings: Settings = installation.settings()
    return settings.batch_three_person_satang


ABOVE_BAND = sa.or_(
    Batch.three_persons,
    Batch.gross_satang > sa.bindparam("three_person_band", callable_=_band, type_=sa.BigInteger),
)
"""The band counts as it was when submitted, and as it is now: the stricter holds, as in `signatures_of`."""


def _with_connected(person_id: int, now: datetime) -> sa.Select[tuple[int]]:
    """The batches that pay an organisation with which the person is connected."""
    return (
        sa.select(Payment.batch_id)
        .join(Payable, Payable.id == Payment.payable_id)
        .where(Payment.state != PaymentState.WITHDRAWN, Payable.payee_id.in_(connected_with(person_id, now)))
    )


def pays_connected(session: Session, batch_id: int, actor: Actor, now: datetime) -> bool:
    """Whether the batch pays an organisation with which the reader is connected: its signatures are for others."""
    own = _with_connected(actor.known_person_id, now).where(Payment.batch_id == batch_id)
    return bool(session.scalar(sa.select(own.exists())))


def waiting_for(actor: Actor, now: datetime) -> dict[BatchState, sa.ColumnElement[bool]]:
    """Which batches wait for this person, by state, as the commands on them decide.

    Who signed before does not give the next signature, and who is connected with a payee gives none.
    """
    mine = actor.known_person_id
    connected = Batch.id.in_(_with_connected(mine, now))
    not_prepared = sa.and_(Batch.drafted_by_id != mine, Batch.submitted_by_id != mine)
    may_release = sa.and_(not_prepared, sa.or_(sa.not_(ABOVE_BAND), Batch.approved_by_id != mine))
    return {
        state: sa.and_(Batch.state == state, condition, sa.not_(connected))
        for permission, state, condition in (
            (Permission.PAYOUTS_BATCH_DRAFT, BatchState.DRAFT, sa.true()),
            (Permission.PAYOUTS_BATCH_DRAFT, BatchState.RETURNED, sa.true()),
            (Permission.PAYOUTS_BATCH_APPROVE, BatchState.SUBMITTED, not_prepared),
            (Permission.PAYOUTS_BATCH_RELEASE, BatchState.APPROVED, may_release),
            (Permission.PAYOUTS_STATEMENT_IMPORT, BatchState.RELEASED, sa.true()),
            (Permission.PAYOUTS_BATCH_CLOSE, BatchState.SETTLED, sa.true()),
        )
        if actor.may(permission)
    }


@dataclass(frozen=True, slots=True)
class Selection:
    """What to take: of one source, budget line, category or payee, approved up to and including a day; None for all."""

    source: FundSource | None = None
    line_id: int | None = None
    category_id: int | None = None
    payee_id: int | None = None
    up_to: date | None = None


def selected(selection: Selection) -> Any:
    """The payables that a selection means, held ones included: they are shown with their reason."""
    statement = sa.select(Payable).where(batchable())
    for column, value in (
        (Payable.line_id, selection.line_id),
        (Payable.category_id, selection.category_id),
        (Payable.payee_id, selection.payee_id),
    ):
        if value is not None:
            statement = statement.where(column == value)
    if selection.source is not None:
        of_source = sa.select(BudgetLine.id).where(BudgetLine.source == selection.source)
        statement = statement.where(Payable.line_id.in_(of_source))
    if selection.up_to is not None:
        statement = statement.where(Payable.opened_at < bangkok_midnight(selection.up_to + timedelta(days=1)))
    return statement.order_by(Payable.id)


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
    sources: list[FundSource]
    """A batch is of one of them; the first is that of the annual budget, whose year ends."""
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
    of_waiting = ServiceCategory.id.in_(sa.select(waiting.c.category_id))
    categories = session.scalars(
        sa.select(ServiceCategory).where(of_waiting).order_by(ServiceCategory.id)
    ).all()
    payees = session.scalars(
        sa.select(Organisation)
        .where(Organisation.id.in_(sa.select(waiting.c.payee_id)))
        .order_by(Organisation.name_order)
        .limit(500)
    ).all()
    sources = {row[0].source for row in lines}
    return Choices(
        [(row[0], row[1]) for row in lines],
        [each for each in FundSource if each in sources],
        list(categories),
        list(payees),
    )


ENDED_UNPAID = (PaymentState.FAILED, PaymentState.RETURNED)
_STANDS = Payment.state != PaymentState.WITHDRAWN


@dataclass(frozen=True, slots=True)
class BatchPage:
    """A batch with its file, the batch before it, and who signed it."""

    batch: Batch
    file: BankFile | None
    previous: Batch | None
    names: dict[int, str]
    blocked: frozenset[int]
    """Who of them is blocked."""
    ends: dict[PaymentState, int]
    """Return how many payments are in each state."""
    still_owed: int
    """How many of those that the bank refused or returned are owed to this day."""


def batch_page(session: Session, batch_id: int) -> BatchPage:
    """Everything but the rows. NotFound if there is none. Five statements."""
    row = session.execute(
        sa.select(Batch, BankFile)
        .outerjoin(BankFile, BankFile.batch_id == Batch.id)
        .where(Batch.id == batch_id)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise NotFound
    batch: Batch = row[0]
    previous = session.scalar(
        sa.select(Batch)
        .where(
            Batch.id < batch.id,
            Batch.state.not_in((BatchState.DRAFT, BatchState.CANCELLED, BatchState.REJECTED)),
        )
        .order_by(Batch.id.desc())
        .limit(1)
    )
    signed = {
        batch.drafted_by_id,
        batch.submitted_by_id,
        batch.approved_by_id,
        batch.released_by_id,
        batch.closed_by_id,
        batch.recall_asked_by_id,
    }
    ends, owed = _ends(session, batch_id)
    people = sa.select(Person.id, Person.full_name, Person.active).where(Person.id.in_(signed - {None}))
    found = session.execute(people).all()
    names = {each.id: each.full_name for each in found}
    blocked = frozenset(each.id for each in found if not each.active)
    return BatchPage(batch, row[1], previous, names, blocked, ends, owed)


def _ends(session: Session, batch_id: int) -> tuple[dict[PaymentState, int], int]:
    """The payments by state, and how many not paid are owed to this day. One statement."""
    ends: dict[PaymentState, int] = {}
    not_paid = 0
    for state, count, owed in session.execute(
        sa.select(Payment.state, sa.func.count(), sa.func.count().filter(still_owed()))
        .join(Payable, Payable.id == Payment.payable_id)
        .where(Payment.batch_id == batch_id)
        .group_by(Payment.state)
    ):
        ends[state] = count
        not_paid += owed if state in ENDED_UNPAID else 0
    return ends, not_paid


def not_paid_in(session: Session, batches: Sequence[Batch]) -> dict[int, int]:
    """How many payments of each of these batches the bank refused or returned, where any. One statement."""
    sent = [each.id for each in batches if each.state in SENT_OUT]
    rows = session.execute(
        sa.select(Payment.batch_id, sa.func.count())
        .where(Payment.batch_id.in_(sent), Payment.state.in_(ENDED_UNPAID))
        .group_by(Payment.batch_id)
    )
    return {row[0]: row[1] for row in rows}


def flags_of_batch(session: Session, batch_id: int, today: date) -> tuple[Flagged, ...]:
    """What to look at before signing, over all remaining payments. One statement."""
    old = aliased(BankAccount)
    replaced = sa.exists().where(
        old.organisation_id == BankAccount.organisation_id, old.state == BankAccountState.REPLACED
    )
    earlier, earlier_payable = aliased(Payment), aliased(Payable)
    paid_before = (
        sa.exists()
        .where(
            earlier.payable_id == earlier_payable.id,
            earlier_payable.payee_id == Payable.payee_id,
            earlier.state == PaymentState.PAID,
            earlier.batch_id != batch_id,
        )
        .correlate(Payable)
    )
    rows = session.execute(
        sa.select(
            Payment.id,
            Payable.payee_id,
            Payment.net_satang,
            Payment.attempt_no,
            sa.case((replaced, BankAccount.verified_at)).label("changed_at"),
            paid_before.label("paid_before"),
        )
        .join(Payable, Payable.id == Payment.payable_id)
        .join(BankAccount, BankAccount.id == Payment.bank_account_id)
        .where(Payment.batch_id == batch_id, _STANDS)
        .order_by(Payment.id)
    )
    return flags_of(
        [
            PaymentFacts(
                payment_id=row.id,
                payee_id=row.payee_id,
                net=Money(row.net_satang),
                attempt_no=row.attempt_no,
                account_changed_on=bangkok_date(row.changed_at) if row.changed_at else None,
                paid_before=row.paid_before,
            )
            for row in rows
        ],
        today,
    )


def rows_statement(batch_id: int) -> Any:
    """The payments of a batch as its table shows them: payment, coupon id and number."""
    return (
        sa.select(Payment)
        .join(Payable, Payable.id == Payment.payable_id)
        .join(Coupon, Coupon.id == Payable.coupon_id)
        .options(
            contains_eager(Payment.payable).contains_eager(Payable.coupon),
        )
        .where(Payment.batch_id == batch_id)
        .execution_options(populate_existing=True)
    )
