"""A finance officer begins to prepare the closing of a budget line."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction, unique_or
from coupons.year_end.commands import DRAFT_CLOSING
from coupons.year_end.models import LineClosing
from coupons.year_end.states import YearEndReason
from projects.models import BudgetLine


def draft_closing(line_id: int, *, actor: Actor, now: datetime) -> int:
    """Begin the closing of a line; returns its id. Nothing is carried over yet. Refused(CLOSING_EXISTS) the second time."""
    with transaction(DRAFT_CLOSING, actor, now) as tx:
        line = tx.get(BudgetLine, line_id)
        closing = LineClosing(
            line_id=line.id, state_since=now, created_at=now, created_by_id=actor.known_person_id
        )
        with unique_or(tx, YearEndReason.CLOSING_EXISTS):
            tx.add(closing)
        fields = {"line_id": line_id}
        audit.record(tx, "line_closing.drafted", "line_closing", closing.id, actor, now, fields)
        return closing.id
