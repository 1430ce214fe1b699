"""A finance officer proposes to undo an entry that was a mistake."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import transaction
from projects.budgets.changes.commands import PROPOSE_CORRECTION
from projects.budgets.changes.operations import propose
from projects.models import BudgetChange, BudgetMove
from projects.states import BudgetChangeKind


def propose_correction(entry_id: int, reason: str, *, actor: Actor, now: datetime) -> int:
    """Propose that an entry is undone, whole; returns the change's id. Nothing moves yet.

    Refused(NOT_CORRECTED_SO) for money of a scheme, Refused(ALREADY_CORRECTED) the second time.
    """
    with transaction(PROPOSE_CORRECTION, actor, now) as tx:
        entry = tx.get(BudgetMove, entry_id)
        change = BudgetChange(
            kind=BudgetChangeKind.CORRECTION,
            line_id=entry.line_id,
            corrects_id=entry.id,
            amount_satang=entry.amount_satang,
        )
        return propose(tx, change, reason, actor=actor, now=now)
