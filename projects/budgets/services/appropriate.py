"""A finance officer enters a budget that was received."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

import ledger.moves
from core.actor import Actor
from core.audit import operations as audit
from core.db import Tx, transaction
from core.errors import Refused
from core.money import Money
from ledger.states import Move
from projects.budgets.commands import APPROPRIATE
from projects.budgets.operations import keep_paper
from projects.budgets.rules import LineFacts, problem_of_appropriation
from projects.models import BudgetLine, BudgetMove, Project


def appropriate(line_id: int, amount: Money, document_number: str, *, actor: Actor, now: datetime) -> None:
    """Make a received budget available on its line: appropriated → available (docs/ledger.md#the-table-of-moves).

    The project's row is locked, so that two entries cannot together exceed what its resolution approved.
    """
    with transaction(APPROPRIATE, actor, now) as tx:
        line = tx.get(BudgetLine, line_id)
        project = tx.lock(Project, line.project_id)
        facts = LineFacts(
            project_state=project.state,
            zero_budget=project.zero_budget,
            approved_budget=Money(project.budget_satang),
            appropriated_on_project=_appropriated_on(tx, project.id),
        )
        if problem := problem_of_appropriation(facts, amount):
            left = facts.approved_budget - facts.appropriated_on_project
            raise Refused(problem, left=str(left))
        paper_id = keep_paper(
            tx, line_id, None, Move.APPROPRIATE, amount, document_number, actor=actor, now=now
        )
        ledger.moves.appropriate(
            tx, amount, line_id=line_id, reference=f"budget_move:{paper_id}", actor=actor, now=now
        )
        audit.record(
            tx,
            "budget_line.appropriated",
            "budget_line",
            line_id,
            actor,
            now,
            fields={"amount_satang": amount.satang, "budget_move_id": paper_id},
        )


def _appropriated_on(tx: Tx, project_id: int) -> Money:
    """What all lines of the project have received."""
    received = tx.scalar(
        sa.select(sa.func.coalesce(sa.func.sum(BudgetMove.amount_satang), 0))
        .join(BudgetLine, BudgetLine.id == BudgetMove.line_id)
        .where(BudgetLine.project_id == project_id, BudgetMove.kind == Move.APPROPRIATE.value)
    )
    return Money(int(received))
