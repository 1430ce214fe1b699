"""What the commands on changes of budgets share, inside their transaction."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core.actor import Actor
from core.audit import operations as audit
from core.db import Tx, unique_or
from core.errors import Refused
from core.money import Money
from ledger.posting import require_open
from ledger.states import Move
from projects.budgets.changes.rules import TransferFacts, problem_of_correction, problem_of_transfer
from projects.budgets.operations import line_facts
from projects.budgets.rules import LineFacts
from projects.models import BudgetChange, BudgetLine, BudgetMove
from projects.rules import ProjectReason


def propose(tx: Tx, change: BudgetChange, reason: str, *, actor: Actor, now: datetime) -> int:
    """Write down a change with its reason, refused if it could not be made now; returns its id."""
    require_possible(tx, change)
    change.reason_id = audit.store_reason(tx, actor.known_person_id, reason)
    change.state_since = change.created_at = now
    change.created_by_id = actor.known_person_id
    with unique_or(tx, ProjectReason.ALREADY_CORRECTED):
        tx.add(change)
    audit.record(
        tx,
        "budget_change.proposed",
        "budget_change",
        change.id,
        actor,
        now,
        fields={"kind": change.kind.value, "line_id": change.line_id, "amount_satang": change.amount_satang},
        reason_id=change.reason_id,
    )
    return change.id


def require_possible(tx: Tx, change: BudgetChange) -> None:
    """Refused, with what is left under the ceiling, when the change cannot be made. Locks the projects whose ceilings count."""
    amount = Money(change.amount_satang)
    line = tx.get(BudgetLine, change.line_id)
    if change.to_line_id is not None:
        for line_id in sorted((change.line_id, change.to_line_id)):
            require_open(tx, line_id)
        to_line = tx.get(BudgetLine, change.to_line_id)
        to = line_facts(tx, to_line)
        problem = problem_of_transfer(_transfer(line, to_line, to), amount)
        _refuse(problem, to)
        return
    entry = tx.get(BudgetMove, change.corrects_id)
    came_back = line_facts(tx, line)
    other = transferred_to(tx, entry)
    of_one_project = other is None or other.project_id == line.project_id
    _refuse(problem_of_correction(Move(entry.kind), None if of_one_project else came_back, amount), came_back)


def _refuse(problem: ProjectReason | None, ceiling: LineFacts) -> None:
    if problem:
        raise Refused(problem, left=str(ceiling.left))


def _transfer(line: BudgetLine, to_line: BudgetLine, to: LineFacts) -> TransferFacts:
    return TransferFacts(
        line.source,
        line.fiscal_year,
        to_line.source,
        to_line.fiscal_year,
        line.project_id == to_line.project_id,
        to,
    )


def transferred_to(tx: Tx, entry: BudgetMove) -> BudgetLine | None:
    """The line to which an entry took money; None when it left no line."""
    return tx.session.scalars(
        sa.select(BudgetLine)
        .join(BudgetChange, BudgetChange.to_line_id == BudgetLine.id)
        .where(BudgetChange.entry_id == entry.id)
    ).one_or_none()
