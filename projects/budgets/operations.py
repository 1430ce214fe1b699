"""What is entered on a budget line, inside the caller's transaction: what may be, and the paper behind it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

import ledger.queries
from core.actor import Actor
from core.db import Tx
from core.money import ZERO, Money
from ledger.states import Move
from projects.budgets.queries import purse_of
from projects.budgets.rules import LineFacts
from projects.models import BudgetLine, BudgetMove, Project, SourceBudget
from projects.states import FundSource


def line_facts(tx: Tx, line: BudgetLine) -> LineFacts:
    """What decides how much a line may still receive. The project's row is locked, so that two entries cannot
    together exceed what its resolution approved.
    """
    project = tx.lock(Project, line.project_id)
    lines = tx.session.execute(
        sa.select(BudgetLine.id, BudgetLine.source).where(BudgetLine.project_id == project.id)
    ).all()
    same_source = {each.id for each in lines if each.source is line.source}
    balances = ledger.queries.balances(tx.session, line_ids=[each.id for each in lines])
    return LineFacts(
        project_state=project.state,
        zero_budget=project.zero_budget,
        approved_budget=Money(project.budget_satang),
        appropriated_on_project=purse_of(balances).received,
        approved_from_source=approved_from(tx, project, line.source),
        appropriated_from_source=purse_of(row for row in balances if row.line_id in same_source).received,
    )


def approved_from(tx: Tx, project: Project, source: FundSource) -> Money | None:
    """What was approved for a project from a source; None where its budget was never divided by source."""
    found = tx.execute(
        sa.select(SourceBudget.source, SourceBudget.amount_satang).where(
            SourceBudget.project_id == project.id
        )
    ).all()
    amounts = {row.source: Money(row.amount_satang) for row in found}
    return amounts.get(source, ZERO) if amounts else None


def keep_paper(
    tx: Tx,
    line_id: int,
    scheme_id: int | None,
    kind: Move,
    amount: Money,
    document_number: str,
    *,
    actor: Actor,
    now: datetime,
) -> int:
    """Keep who moved how much of a line, on which paper; returns its id, which the posting refers to."""
    paper = tx.add(
        BudgetMove(
            line_id=line_id,
            scheme_id=scheme_id,
            kind=kind.value,
            amount_satang=amount.satang,
            document_number=document_number,
            made_at=now,
            made_by_id=actor.known_person_id,
        )
    )
    return paper.id


def reference_of(entry_id: int) -> str:
    """What the postings of an entry are referred to by, or begin with."""
    return f"budget_move:{entry_id}"
