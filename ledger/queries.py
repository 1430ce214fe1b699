"""Balances, and the postings behind them. Reads only; amounts are Money."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from core.money import Money
from ledger.models import Account, LedgerLine, Posting
from ledger.rollups import turnover
from ledger.rules import COUNTED
from ledger.states import Kind, Move


@dataclass(frozen=True, slots=True)
class Balance:
    """Return the balance of one kind of account of one line, and of one scheme or none; stripes added up."""

    line_id: int
    scheme_id: int | None
    kind: Kind
    balance: Money


@dataclass(frozen=True, slots=True)
class TrialRow:
    """One kind over the whole ledger: what left it, what reached it, and what remains. The last adds up to zero."""

    kind: Kind
    debit: Money
    credit: Money

    @property
    def balance(self) -> Money:
        """What reached it less what left it."""
        return self.credit - self.debit


@dataclass(frozen=True, slots=True)
class PostingLine:
    """One posting as a page shows it. `reversed_by_id` is the posting that undid it."""

    id: int
    move: Move
    source: Kind
    destination: Kind
    scheme_id: int | None
    amount: Money
    reference: str
    subject_kind: str
    subject_id: int
    coupon_id: int | None
    actor_person_id: int | None
    occurred_at: datetime
    recorded_at: datetime
    reverses_id: int | None
    reversed_by_id: int | None
    reason_id: int | None


_balance = sa.func.coalesce(sa.func.sum(turnover.c.credit - turnover.c.debit), 0)
_BALANCES = (
    sa.select(Account.line_id, Account.scheme_id, Account.kind, _balance)
    .join(turnover, turnover.c.account_id == Account.id)
    .group_by(Account.line_id, Account.scheme_id, Account.kind)
    .order_by(Account.line_id, Account.scheme_id.nulls_first(), Account.kind)
)


def promises_on(day: sa.BindParameter[date]) -> sa.ColumnElement[bool]:
    """Whether coupons may be promised from a LedgerLine on that day (Bangkok)."""
    between = day.between(LedgerLine.commits_from, LedgerLine.commits_until)
    return sa.or_(LedgerLine.commits_from.is_(None), between)


def balances(
    session: Session, *, line_ids: Collection[int] | None = None, scheme_ids: Collection[int] | None = None
) -> list[Balance]:
    """All balances, or those of the lines or schemes named. Accounts that never moved are left out. One statement."""
    wanted = _BALANCES
    if line_ids is not None:
        wanted = wanted.where(Account.line_id.in_(line_ids))
    if scheme_ids is not None:
        wanted = wanted.where(Account.scheme_id.in_(scheme_ids))
    return [
        Balance(line_id, scheme_id, kind, Money(int(satang)))
        for line_id, scheme_id, kind, satang in session.execute(wanted)
    ]


def balance_of(session: Session, line_id: int, scheme_id: int | None, kind: Kind) -> Money:
    """Return the balance of one kind of account; zero if it never moved."""
    found = sa.select(_balance).join(Account, Account.id == turnover.c.account_id)
    return Money(
        int(
            session.execute(
                found.where(Account.line_id == line_id, Account.scheme_id == scheme_id, Account.kind == kind)
            ).scalar_one()
        )
    )


def trial_balance(session: Session) -> list[TrialRow]:
    """The whole ledger by kind. One statement."""
    rows = {
        kind: TrialRow(kind, Money(int(debit)), Money(int(credit)))
        for kind, debit, credit in session.execute(
            sa.select(Account.kind, sa.func.sum(turnover.c.debit), sa.func.sum(turnover.c.credit))
            .join(turnover, turnover.c.account_id == Account.id)
            .group_by(Account.kind)
        )
    }
    return [rows.get(kind, TrialRow(kind, Money(0), Money(0))) for kind in Kind]


_source, _destination, _undoing = aliased(Account), aliased(Account), aliased(Posting)
_LINES = (
    sa.select(
        Posting,
        _source.kind,
        _destination.kind,
        sa.func.coalesce(_source.scheme_id, _destination.scheme_id),
        _undoing.id,
    )
    .join(_source, _source.id == Posting.source_id)
    .join(_destination, _destination.id == Posting.destination_id)
    .outerjoin(_undoing, _undoing.reverses_id == Posting.id)
)


def _line(row: Any) -> PostingLine:
    posting, source, destination, scheme_id, reversed_by_id = row
    return PostingLine(
        id=posting.id,
        move=posting.move,
        source=source,
        destination=destination,
        scheme_id=scheme_id,
        amount=Money(posting.amount_satang),
        reference=posting.reference,
        subject_kind=posting.subject_kind,
        subject_id=posting.subject_id,
        coupon_id=posting.coupon_id,
        actor_person_id=posting.actor_person_id,
        occurred_at=posting.occurred_at,
        recorded_at=posting.recorded_at,
        reverses_id=posting.reverses_id,
        reversed_by_id=reversed_by_id,
        reason_id=posting.reason_id,
    )


def coupon_postings(session: Session, coupon_id: int) -> list[PostingLine]:
    """Every movement of one coupon's money, in the order in which it was written. One statement."""
    rows = session.execute(_LINES.where(Posting.coupon_id == coupon_id).order_by(Posting.id))
    return [_line(row) for row in rows]


def line_statement(
    session: Session, line_id: int, *, before_id: int | None = None, limit: int = 100
) -> list[PostingLine]:
    """A line's latest movements, newest first, money gathered between stripes left out; page by `before_id`."""
    page = _LINES.where(_source.line_id == line_id, Posting.move != Move.GATHER)
    if before_id is not None:
        page = page.where(Posting.id < before_id)
    return [_line(row) for row in session.execute(page.order_by(Posting.id.desc()).limit(limit))]


_undone = aliased(Posting)
_move = sa.func.coalesce(_undone.move, Posting.move)
_signed = sa.case((Posting.reverses_id.is_(None), Posting.amount_satang), else_=-Posting.amount_satang)


def _counted(signs: Mapping[Move, int]) -> Any:
    cases = [(_move == move, sign * _signed) for move, sign in signs.items()]
    return sa.cast(sa.func.sum(sa.case(*cases, else_=0)), sa.BigInteger)


coupon_counters = (
    sa.select(Posting.coupon_id, *(_counted(signs).label(name) for name, signs in COUNTED.items()))
    .outerjoin(_undone, _undone.id == Posting.reverses_id)
    .where(Posting.coupon_id.is_not(None))
    .group_by(Posting.coupon_id)
)
"""Per coupon, what its stored counters must say by its postings, reversals taken off: limit, spent, released."""
