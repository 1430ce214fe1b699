"""A finance officer enters a budget that was received."""

from __future__ import annotations

from datetime import datetime

import ledger.moves
from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from core.errors import Refused
from core.money import Money
from ledger.states import Move
from projects.budgets.commands import APPROPRIATE
from projects.budgets.operations import keep_paper, line_facts, reference_of
from projects.budgets.rules import problem_of_appropriation
from projects.models import BudgetLine


def appropriate(line_id: int, amount: Money, document_number: str, *, actor: Actor, now: datetime) -> None:
    """Make a received budget available on its line: appropriated → available (docs/ledger.md#the-table-of-moves).

    Never more on a project than its resolution approved, in all and from the line's source.
    """
    with transaction(APPROPRIATE, actor, now) as tx:
        facts = line_facts(tx, tx.get(BudgetLine, line_id))
        if problem := problem_of_appropriation(facts, amount):
            raise Refused(problem, left=str(facts.left))
        paper_id = keep_paper(
            tx, line_id, None, Move.APPROPRIATE, amount, document_number, actor=actor, now=now
        )
        ledger.moves.appropriate(
            tx, amount, line_id=line_id, reference=reference_of(paper_id), actor=actor, now=now
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
