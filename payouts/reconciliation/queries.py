"""Reads behind imports and bank lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from core.database.search import among
from core.errors import NotFound
from core.money import ZERO, Money
from payouts.models.payables import Payable
from payouts.models.payments import Payment
from payouts.models.reconciliation import BankImport, PaymentEvent, StatementLine
from payouts.payables.queries import still_owed
from payouts.states import EventKind, LineState, PaymentState

ON_WORKBENCH = (LineState.MISMATCHED, LineState.UNMATCHED)
NOT_PAID = (EventKind.REJECTED, EventKind.CAME_BACK)


@dataclass(frozen=True, slots=True)
class ImportPage:
    """One file of the bank, and how its lines ended up: count and booked sums by state."""

    taken: BankImport
    counts: dict[LineState, int]
    money_in: Money
    money_out: Money
    refused: int
    """Payments that the file said were refused or came back."""
    refused_net: Money
    still_owed: int
    """How many of those are owed to this day."""


def bank_import(session: Session, import_id: int) -> BankImport:
    """One file of the bank. NotFound if there is none."""
    found = session.get(BankImport, import_id)
    if found is None:
        raise NotFound
    return found


def import_page(session: Session, import_id: int) -> ImportPage:
    """NotFound if there is none. Three statements."""
    taken = bank_import(session, import_id)
    counts: dict[LineState, int] = dict.fromkeys(LineState, 0)
    sums = {True: ZERO, False: ZERO}
    for state, credit, count, satang in session.execute(
        sa.select(
            StatementLine.state,
            StatementLine.credit,
            sa.func.count(),
            sa.func.coalesce(sa.func.sum(StatementLine.amount_satang), 0),
        )
        .where(StatementLine.import_id == import_id)
        .group_by(StatementLine.state, StatementLine.credit)
    ):
        counts[state] += count
        if credit is not None:
            sums[credit] += Money(int(satang or 0))
    refused, net, owed = session.execute(
        sa.select(
            sa.func.count(sa.distinct(Payment.id)),
            sa.func.coalesce(sa.func.sum(Payment.net_satang), 0),
            sa.func.count(sa.distinct(Payment.id)).filter(still_owed()),
        )
        .join(Payable, Payable.id == Payment.payable_id)
        .join(PaymentEvent, PaymentEvent.payment_id == Payment.id)
        .where(*reported_not_paid(import_id))
    ).one()
    return ImportPage(taken, counts, sums[True], sums[False], refused, Money(int(net)), owed)


def reported_not_paid(import_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    """Whether a line of the file reported that a payment was refused or came back: conditions on PaymentEvent."""
    lines = sa.select(StatementLine.id).where(StatementLine.import_id == import_id)
    return among(PaymentEvent.line_id, lines), PaymentEvent.kind.in_(NOT_PAID)


def meaning_of(session: Session, lines: Sequence[StatementLine]) -> dict[int, EventKind]:
    """Return what each matched one of these lines reported of its payment, by the line's id. One statement."""
    ids = [each.id for each in lines if each.state is LineState.MATCHED]
    rows = session.execute(
        sa.select(PaymentEvent.line_id, PaymentEvent.kind).where(PaymentEvent.line_id.in_(ids))
    )
    return {row.line_id: row.kind for row in rows}


def lines_statement() -> Any:
    """Bank lines with the payment they name."""
    return sa.select(StatementLine).options(selectinload(StatementLine.payment))


def line_page(session: Session, line_id: int) -> StatementLine:
    """One line with its file, payment and batch. NotFound if there is none."""
    line = session.scalar(
        sa.select(StatementLine)
        .options(
            joinedload(StatementLine.bank_import),
            joinedload(StatementLine.payment).options(joinedload(Payment.batch), joinedload(Payment.payable)),
        )
        .where(StatementLine.id == line_id)
        .execution_options(populate_existing=True)
    )
    if line is None:
        raise NotFound
    return line


def candidates_for(session: Session, line: StatementLine) -> list[Payment]:
    """Payments of exactly the line's amount that it might be: at the bank for a debit, paid for a credit."""
    if line.amount_satang is None:
        return []
    states = (PaymentState.PAID,) if line.credit else (PaymentState.SENT, PaymentState.UNKNOWN)
    return list(
        session.scalars(
            sa.select(Payment)
            .options(joinedload(Payment.batch))
            .where(Payment.net_satang == line.amount_satang, Payment.state.in_(states))
            .order_by(Payment.id.desc())
            .limit(10)
        )
    )


def bank_lines_of_coupon(session: Session, coupon_id: int) -> dict[int, list[StatementLine]]:
    """Every booked line of the bank matched to a payment of the coupon, by payment. One statement."""
    found: dict[int, list[StatementLine]] = {}
    for line in session.scalars(
        sa.select(StatementLine)
        .join(Payment, Payment.id == StatementLine.payment_id)
        .join(Payable, Payable.id == Payment.payable_id)
        .options(joinedload(StatementLine.bank_import))
        .where(
            Payable.coupon_id == coupon_id,
            StatementLine.state == LineState.MATCHED,
            StatementLine.amount_satang.is_not(None),
        )
        .order_by(StatementLine.id)
    ):
        found.setdefault(line.payment_id or 0, []).append(line)
    return found
