"""A finance officer proposes to move money to another budget line."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import transaction
from core.errors import Refused
from core.money import Money
from projects.budgets.changes.commands import PROPOSE_TRANSFER
from projects.budgets.changes.operations import propose
from projects.models import BudgetChange
from projects.rules import ProjectReason
from projects.states import BudgetChangeKind


def propose_transfer(
    line_id: int, to_line_id: int, amount: Money, reason: str, *, actor: Actor, now: datetime
) -> int:
    """Propose that money of a line which no scheme has goes to another; returns the change's id. Nothing moves yet.

    Refused as problem_of_transfer says; that the money is there is looked at when it is approved.
    """
    with transaction(PROPOSE_TRANSFER, actor, now) as tx:
        if line_id == to_line_id:
            raise Refused(ProjectReason.SAME_LINE)
        change = BudgetChange(
            kind=BudgetChangeKind.TRANSFER,
            line_id=line_id,
            to_line_id=to_line_id,
            amount_satang=amount.satang,
        )
        return propose(tx, change, reason, actor=actor, now=now)
