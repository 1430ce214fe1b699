"""What changes of budgets are, for their pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from core.audit import operations as audit
from core.errors import NotFound
from core.money import Money
from identity.people.models import Person
from ledger.models import LedgerLine
from projects.budgets.queries import free_of
from projects.models import BudgetChange, BudgetLine, BudgetMove, Project
from projects.states import FundSource, PlanState


def listed() -> Any:
    """All changes with their lines, for the list."""
    return sa.select(BudgetChange).options(
        joinedload(BudgetChange.line).joinedload(BudgetLine.project),
        joinedload(BudgetChange.to_line).joinedload(BudgetLine.project),
    )


@dataclass(frozen=True, slots=True)
class ChangePage:
    """One change: what is proposed, why, by whom, and why it was rejected."""

    change: BudgetChange
    reason: str | None
    """None when who wrote it was erased."""
    proposed_by: str
    rejected_because: str | None
    available: Money
    """What the line that gives has now that no scheme has."""


def change_page(session: Session, change_id: int) -> ChangePage:
    """One change. NotFound if there is none."""
    change = session.scalar(
        listed().options(joinedload(BudgetChange.corrects)).where(BudgetChange.id == change_id)
    )
    if change is None:
        raise NotFound
    reasons = audit.read_reasons(session, [change.reason_id, change.state_reason_id])
    return ChangePage(
        change,
        reasons.get(change.reason_id),
        session.scalar(sa.select(Person.full_name).where(Person.id == change.created_by_id)),
        reasons.get(change.state_reason_id),
        free_of(session, change.line_id),
    )


def entry_of(session: Session, entry_id: int) -> BudgetMove:
    """An entry. NotFound if there is none."""
    entry = session.get(BudgetMove, entry_id)
    if entry is None:
        raise NotFound
    return entry


def lines_to_choose(session: Session, line: BudgetLine) -> tuple[BudgetLine, ...]:
    """The lines to which this line's money may go, nearest first: its project's, then others' by code."""
    year = BudgetLine.fiscal_year
    years = year == line.fiscal_year if line.source is FundSource.ANNUAL_BUDGET else year >= line.fiscal_year
    return tuple(
        session.scalars(
            sa.select(BudgetLine)
            .join(BudgetLine.project)
            .options(joinedload(BudgetLine.project))
            .where(
                BudgetLine.source == line.source,
                years,
                BudgetLine.id != line.id,
                BudgetLine.id.not_in(sa.select(LedgerLine.line_id).where(LedgerLine.closed_at.is_not(None))),
                Project.state.in_((PlanState.APPROVED, PlanState.RUNNING)),
            )
            .order_by(BudgetLine.project_id != line.project_id, year, Project.code)
        )
    )
