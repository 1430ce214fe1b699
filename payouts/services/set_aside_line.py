"""Say of a bank line that it is none of our payments'."""

from __future__ import annotations

from datetime import datetime

from core import audit
from core.actor import Actor
from core.db import transaction
from payouts.commands import SET_ASIDE_LINE
from payouts.models import StatementLine
from payouts.moves import keep_reason
from payouts.states import LINE_MACHINE


def set_aside_line(line_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Take it off the workbench, with the reason why no money of ours follows from it."""
    with transaction(SET_ASIDE_LINE, actor, now) as tx:
        line = tx.lock(StatementLine, line_id)
        reason_id = keep_reason(tx, reason, actor)
        tx.advance(
            StatementLine,
            line.id,
            LINE_MACHINE,
            "set_aside",
            state_since=now,
            state_reason_id=reason_id,
            settled_by_id=actor.known_person_id,
        )
        audit.record(
            tx, "statement_line.set_aside", "statement_line", line.id, actor, now, reason_id=reason_id
        )
