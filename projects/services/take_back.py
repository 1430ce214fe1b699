"""A finance officer takes money back from a scheme."""

from __future__ import annotations

from datetime import datetime

import ledger.moves
from core import audit
from core.actor import Actor
from core.db import transaction
from core.errors import Refused
from core.money import ZERO, Money
from core.permissions import Permission
from projects.budget_moves import keep_paper
from projects.models import Scheme
from projects.rules import ProjectReason
from projects.states import SchemeState


def take_back(scheme_id: int, amount: Money, document_number: str, *, actor: Actor, now: datetime) -> None:
    """Move what a scheme has not committed back to its line: available(scheme) → available(line).

    The ledger refuses more than is there, in words that name what is left.
    """
    actor.require(Permission.PROJECTS_BUDGET_APPROPRIATE)
    with transaction() as tx:
        scheme = tx.share(Scheme, scheme_id)
        if amount <= ZERO:
            raise Refused(ProjectReason.AMOUNT_NOT_POSITIVE)
        if scheme.line_id is None:
            raise Refused(ProjectReason.MONEY_ON_ZERO_BUDGET)
        if scheme.state is SchemeState.DRAFT:
            raise Refused(ProjectReason.SCHEME_TAKES_NO_MONEY)
        paper_id = keep_paper(
            tx, scheme.line_id, scheme_id, "take_back", amount, document_number, actor=actor, now=now
        )
        ledger.moves.take_back_from_scheme(
            tx,
            amount,
            line_id=scheme.line_id,
            scheme_id=scheme_id,
            reference=f"budget_move:{paper_id}",
            actor=actor,
            now=now,
        )
        audit.record(
            tx,
            "scheme.taken_back",
            "scheme",
            scheme_id,
            actor,
            now,
            fields={"amount_satang": amount.satang, "budget_move_id": paper_id},
        )
