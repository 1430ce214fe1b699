"""Reads behind the page of a payment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from core.errors import NotFound
from identity.people.models import Person
from payouts.models.payables import Payable
from payouts.models.payments import Payment
from payouts.models.reconciliation import ManualFinding, PaymentEvent


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


def names_of(session: Session, person_ids: Iterable[int | None]) -> dict[int, str]:
    """Full names by id. One statement."""
    found = sa.select(Person.id, Person.full_name).where(Person.id.in_(set(person_ids) - {None}))
    return {row.id: row.full_name for row in session.execute(found)}


def findings_of(
    session: Session, *, payment_id: int | None = None, line_id: int | None = None
) -> list[ManualFinding]:
    """What people stated of a payment, or with a line as evidence, the newest first. Two statements.

    Documents are looked up by their keys: joined, a plan may read them from the first one on.
    """
    found = (
        sa.select(ManualFinding)
        .options(selectinload(ManualFinding.document), joinedload(ManualFinding.payment))
        .order_by(ManualFinding.id.desc())
    )
    if payment_id is not None:
        found = found.where(ManualFinding.payment_id == payment_id)
    if line_id is not None:
        found = found.where(ManualFinding.line_id == line_id)
    return list(session.scalars(found))


def finding_of(session: Session, finding_id: int) -> ManualFinding:
    """One finding with its document. NotFound if there is none."""
    found = session.scalar(
        sa.select(ManualFinding)
        .options(joinedload(ManualFinding.document))
        .where(ManualFinding.id == finding_id)
    )
    if found is None:
        raise NotFound
    return found
