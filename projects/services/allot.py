"""A finance officer gives a scheme part of its line's money."""

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


def allot(scheme_id: int, amount: Money, document_number: str, *, actor: Actor, now: datetime) -> None:
    """Move money from the line to one of its schemes: available(line) → available(scheme) (DESIGN §4).

    The ledger refuses more than is there, in words that name what is left.
    """
    actor.require(Permission.PROJECTS_BUDGET_APPROPRIATE)
    with transaction() as tx:
        scheme = tx.share(Scheme, scheme_id)
        if amount <= ZERO:
            raise Refused(ProjectReason.AMOUNT_NOT_POSITIVE)
        if scheme.line_id is None:
            raise Refused(ProjectReason.MONEY_ON_ZERO_BUDGET)
        if scheme.state in (SchemeState.DRAFT, SchemeState.CLOSED):
            raise Refused(ProjectReason.SCHEME_TAKES_NO_MONEY)
        paper_id = keep_paper(
            tx, scheme.line_id, scheme_id, "allot", amount, document_number, actor=actor, now=now
        )
        ledger.moves.allot_to_scheme(
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
            "scheme.allotted",
            "scheme",
            scheme_id,
            actor,
            now,
            fields={"amount_satang": amount.satang, "budget_move_id": paper_id},
        )
