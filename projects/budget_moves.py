"""The paper behind a posting of the budget, and money between a line and its schemes."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from core.actor import Actor
from core.audit import operations as audit
from core.db import Tx
from core.errors import Refused
from core.money import ZERO, Money
from projects.models import BudgetMove, Scheme
from projects.rules import ProjectReason
from projects.states import SchemeState


def keep_paper(
    tx: Tx,
    line_id: int,
    scheme_id: int | None,
    kind: str,
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
            kind=kind,
            amount_satang=amount.satang,
            document_number=document_number,
            made_at=now,
            made_by_id=actor.known_person_id,
        )
    )
    return paper.id


def move_scheme_money(
    tx: Tx,
    scheme_id: int,
    kind: str,
    post: Callable[..., Any],
    amount: Money,
    document_number: str,
    *,
    never_in: Collection[SchemeState],
    event: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Move money between a scheme and its line by the ledger's move `post`, on a paper, unless it stands `never_in`.

    The ledger refuses more than is there, in words that name what is left.
    """
    scheme = tx.share(Scheme, scheme_id)
    if amount <= ZERO:
        raise Refused(ProjectReason.AMOUNT_NOT_POSITIVE)
    if scheme.line_id is None:
        raise Refused(ProjectReason.MONEY_ON_ZERO_BUDGET)
    if scheme.state in never_in:
        raise Refused(ProjectReason.SCHEME_TAKES_NO_MONEY)
    paper_id = keep_paper(tx, scheme.line_id, scheme_id, kind, amount, document_number, actor=actor, now=now)
    post(
        tx,
        amount,
        line_id=scheme.line_id,
        scheme_id=scheme_id,
        reference=f"budget_move:{paper_id}",
        actor=actor,
        now=now,
    )
    fields = {"amount_satang": amount.satang, "budget_move_id": paper_id}
    audit.record(tx, event, "scheme", scheme_id, actor, now, fields=fields)
