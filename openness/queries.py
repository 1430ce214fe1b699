"""Reads for the public: sums and published facts only; nothing here identifies one SME."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, selectinload

import ledger.queries
from core.money import ZERO, Money
from ledger.states import Kind
from openness.models import PublicFigures
from projects.models import BudgetLine, Project
from projects.states import FundSource
from providers.models import Provider
from providers.states import ProviderState
from schemes.eligibility.in_force import in_force
from schemes.models import Scheme, SchemeVersion
from schemes.states import SchemeState

OUTCOMES = tuple(kind for kind in Kind if kind is not Kind.APPROPRIATED)
"""Every account where appropriated money can be; their sum is the appropriation, to the satang."""


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """One budget line: what it received, and where each satang of it is."""

    project_code: str
    project_th: str
    project_en: str
    source: FundSource
    amounts: dict[Kind, Money]

    @property
    def appropriated(self) -> Money:
        """What the line received: the account from which all its money came is below zero by it."""
        return -self.amounts.get(Kind.APPROPRIATED, ZERO)

    def at(self, kind: Kind) -> Money:
        """Return the balance of one kind of account."""
        return self.amounts.get(kind, ZERO)


@dataclass(frozen=True, slots=True)
class YearMoney:
    """The money of one fiscal year (พ.ศ.), line by line and in all."""

    fiscal_year: int
    rows: tuple[MoneyRow, ...]

    @property
    def appropriated(self) -> Money:
        """What all lines received."""
        return sum((row.appropriated for row in self.rows), ZERO)

    def at(self, kind: Kind) -> Money:
        """Return the balance of one kind of account over all lines."""
        return sum((row.at(kind) for row in self.rows), ZERO)

    @property
    def shown(self) -> tuple[Kind, ...]:
        """The kinds worth a part: the usual road from its end always, then the others that are not zero."""
        usual = (Kind.PAID, Kind.IN_TRANSIT, Kind.PAYABLE, Kind.RESERVED, Kind.COMMITTED, Kind.AVAILABLE)
        return (*usual, *(kind for kind in OUTCOMES if kind not in usual and self.at(kind)))


def fiscal_years(session: Session) -> list[int]:
    """Fiscal years (พ.ศ.) that have a budget line, the latest first."""
    return list(
        session.scalars(sa.select(BudgetLine.fiscal_year).distinct().order_by(BudgetLine.fiscal_year.desc()))
    )


def year_to_show(years: Sequence[int], this_year: int) -> int:
    """This fiscal year, or the latest of `years` that have money while this one has none yet."""
    return this_year if this_year in years or not years else years[0]


def year_money(session: Session, fiscal_year: int) -> YearMoney:
    """Return where a fiscal year's money is, read from the ledger itself. Two statements."""
    return year_and_schemes(session, fiscal_year, ())[0]


def year_and_schemes(
    session: Session, fiscal_year: int, schemes: Sequence[Scheme]
) -> tuple[YearMoney, dict[int, Money]]:
    """The money of a fiscal year, and what each of these schemes that has some received, by its id. Two statements."""
    lines = session.execute(
        sa.select(BudgetLine.id, BudgetLine.source, Project.code, Project.name_th, Project.name_en)
        .join(Project, Project.id == BudgetLine.project_id)
        .where(BudgetLine.fiscal_year == fiscal_year)
        .order_by(Project.priority, Project.code, BudgetLine.id)
    ).all()
    of_year = {line.id for line in lines}
    wanted = {scheme.id: scheme.line_id for scheme in schemes if scheme.line_id is not None}
    all_lines = of_year | {*wanted.values()}
    balances = ledger.queries.balances(session, line_ids=all_lines) if all_lines else []
    totals: dict[int, dict[Kind, Money]] = {line_id: {} for line_id in of_year}
    found: dict[int, Money] = {}
    for row in balances:
        if row.line_id in of_year:
            kinds = totals[row.line_id]
            kinds[row.kind] = kinds.get(row.kind, ZERO) + row.balance
        if row.scheme_id in wanted:
            found[row.scheme_id] = found.get(row.scheme_id, ZERO) + row.balance
    rows = (MoneyRow(each.code, each.name_th, each.name_en, each.source, totals[each.id]) for each in lines)
    return YearMoney(fiscal_year, tuple(rows)), found


def counted(session: Session, fiscal_year: int) -> tuple[int, PublicFigures | None]:
    """How many providers are approved today, and the year's figures as counted last. One statement."""
    approved = sa.select(sa.func.count()).where(Provider.state == ProviderState.APPROVED).scalar_subquery()
    once = sa.select(approved.label("providers")).subquery()
    row = session.execute(
        sa.select(once.c.providers, PublicFigures)
        .select_from(once)
        .outerjoin(PublicFigures, PublicFigures.fiscal_year == fiscal_year)
    ).one()
    return int(row[0]), row[1]


RULES = (SchemeVersion.categories, SchemeVersion.sectors, SchemeVersion.provinces)
"""What the terms of a scheme say besides whom it pays how much."""


def published_schemes(session: Session, today: date, *more: Any) -> list[SchemeVersion]:
    """The terms in force of schemes that take applications today or will, and of those paused; each with its tiers, and `more`, such as RULES.

    Those that close first come first. Two statements and one for each of `more`, however many schemes.
    """
    return list(
        session.scalars(
            sa.select(SchemeVersion)
            .join(SchemeVersion.scheme)
            .where(
                Scheme.state.in_([SchemeState.OPEN, SchemeState.PAUSED]),
                SchemeVersion.id == in_force(Scheme.id, today),
                SchemeVersion.applies_until >= today,
            )
            .options(
                contains_eager(SchemeVersion.scheme),
                *(selectinload(each) for each in (SchemeVersion.tiers, *more)),
            )
            .order_by(SchemeVersion.applies_until, Scheme.id)
        )
    )
