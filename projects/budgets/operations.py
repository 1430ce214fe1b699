"""The paper behind a posting of the budget."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import Tx
from core.money import Money
from ledger.states import Move
from projects.models import BudgetMove


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
