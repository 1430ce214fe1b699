"""Where the money of plans, projects, lines and schemes stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

import ledger.queries
from core.errors import NotFound
from core.money import ZERO, Money
from ledger.models import LedgerLine
from ledger.states import Kind
from projects.hosted import HostedScheme, schemes_of_line
from projects.models import BudgetChange, BudgetLine, BudgetMove, Project
from projects.states import BudgetChangeState, FundSource


@dataclass(frozen=True, slots=True)
class Purse:
    """What stands where on some lines or on a scheme. All kinds are named."""

    kinds: Mapping[Kind, Money]

    def of(self, *kinds: Kind) -> Money:
        """The sum over these kinds."""
        return Money(sum(self.kinds.get(kind, ZERO).satang for kind in kinds))

    @property
    def received(self) -> Money:
        """All that was appropriated: the sum of every account but the source."""
        return Money(sum(money.satang for kind, money in self.kinds.items() if kind is not Kind.APPROPRIATED))

    @property
    def available(self) -> Money:
        """Free to be given."""
        return self.of(Kind.AVAILABLE)

    @property
    def promised(self) -> Money:
        """In coupons, priced or not, and owed."""
        return self.of(Kind.COMMITTED, Kind.RESERVED, Kind.PAYABLE)

    @property
    def paid(self) -> Money:
        """Sent, paid, and kept back as tax."""
        return self.of(Kind.IN_TRANSIT, Kind.PAID, Kind.WITHHELD, Kind.REMITTED)


def purse_of(rows: Iterable[ledger.queries.Balance]) -> Purse:
    """What stands where, of these balances together."""
    kinds = dict.fromkeys(Kind, ZERO)
    for row in rows:
        kinds[row.kind] = kinds[row.kind] + row.balance
    return Purse(kinds)


@dataclass(frozen=True, slots=True)
class SourceRow:
    """What was approved from one source for some projects, and what their lines of it received."""

    source: FundSource
    approved: Money | None
    """None where a project of them was approved before budgets were divided by source."""
    purse: Purse


def source_rows(projects: Iterable[Project], rows: Iterable[ledger.queries.Balance]) -> tuple[SourceRow, ...]:
    """By source, of projects with their lines and sources: what was approved and what was received; sources of nothing are left out."""
    found, balances = list(projects), list(rows)
    undivided = any(not each.sources and not each.zero_budget for each in found)
    table = []
    for source in FundSource:
        lines = {line.id for each in found for line in each.lines if line.source is source}
        approved = sum(row.amount_satang for each in found for row in each.sources if row.source is source)
        if lines or approved:
            purse = purse_of(row for row in balances if row.line_id in lines)
            table.append(SourceRow(source, None if undivided else Money(approved), purse))
    return tuple(table)


@dataclass(frozen=True, slots=True)
class LinePage:
    """One budget line: its own money, that of its schemes, and the papers behind both."""

    line: BudgetLine
    free: Money
    """Not yet given to a scheme."""
    purse: Purse
    schemes: tuple[tuple[HostedScheme, Purse], ...]
    papers: tuple[BudgetMove, ...]
    closed_at: datetime | None
    """When its fiscal year was closed; None while it takes money."""


def line_page(session: Session, line_id: int, today: date) -> LinePage:
    """One budget line. NotFound if there is none."""
    line = line_of(session, line_id)
    rows = ledger.queries.balances(session, line_ids=[line_id])
    papers = session.scalars(
        sa.select(BudgetMove).where(BudgetMove.line_id == line_id).order_by(BudgetMove.id.desc()).limit(100)
    )
    return LinePage(
        line,
        _free(rows),
        purse_of(rows),
        tuple(
            (scheme, purse_of(row for row in rows if row.scheme_id == scheme.id))
            for scheme in schemes_of_line(session, line_id, today)
        ),
        tuple(papers),
        closed_at_of(session, line_id),
    )


def closed_at_of(session: Session, line_id: int) -> datetime | None:
    """When a line was closed; None while it is open."""
    return session.scalar(sa.select(LedgerLine.closed_at).where(LedgerLine.line_id == line_id))


def line_of(session: Session, line_id: int) -> BudgetLine:
    """A line with its project. NotFound if there is none."""
    line = session.scalar(
        sa.select(BudgetLine).options(joinedload(BudgetLine.project)).where(BudgetLine.id == line_id)
    )
    if line is None:
        raise NotFound
    return line


def free_of(session: Session, line_id: int) -> Money:
    """What a line has that no scheme has."""
    return _free(ledger.queries.balances(session, line_ids=[line_id]))


def _free(rows: Iterable[ledger.queries.Balance]) -> Money:
    return purse_of(row for row in rows if row.scheme_id is None).available


def corrected(session: Session, line_id: int) -> frozenset[int]:
    """The entries of a line that are corrected, or proposed to be."""
    alive = (BudgetChangeState.PROPOSED, BudgetChangeState.APPROVED)
    found = session.scalars(
        sa.select(BudgetChange.corrects_id).where(
            BudgetChange.line_id == line_id,
            BudgetChange.corrects_id.is_not(None),
            BudgetChange.state.in_(alive),
        )
    )
    return frozenset(each for each in found if each is not None)


def waiting_of(session: Session, line_id: int) -> tuple[BudgetChange, ...]:
    """What is proposed that would change this line, oldest first."""
    return tuple(
        session.scalars(
            sa.select(BudgetChange)
            .options(joinedload(BudgetChange.to_line).joinedload(BudgetLine.project))
            .where(
                sa.or_(BudgetChange.line_id == line_id, BudgetChange.to_line_id == line_id),
                BudgetChange.state == BudgetChangeState.PROPOSED,
            )
            .order_by(BudgetChange.id)
        )
    )
