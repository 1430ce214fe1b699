"""Bank lines that wait on the workbench."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.actor import Actor
from core.calendar.due import due_at
from core.permissions import Permission
from core.registry import Deadline, InboxItem, NavEntry, Turn
from payouts.models.reconciliation import StatementLine
from payouts.payables.inbox import counted
from payouts.states import LINE_LIMIT, LINE_MACHINE, LineState

P = Permission
_OFFICER = _l("the finance officer")
_ON_BENCH = StatementLine.state.in_((LineState.MISMATCHED, LineState.UNMATCHED))


def inbox(session: Session, actor: Actor, now: datetime) -> Iterator[InboxItem]:
    """Lines that a person must look at."""
    if actor.may(P.PAYOUTS_STATEMENT_MATCH):
        since = StatementLine.state_since
        yield from counted(
            session, now, _l("Bank lines to look at"), "/statements/lines", LINE_LIMIT, since, _ON_BENCH
        )


BANK_LINE = Turn(
    "statement_line:match",
    LINE_MACHINE,
    (LineState.MISMATCHED, LineState.UNMATCHED),
    P.PAYOUTS_STATEMENT_MATCH,
    _l("Bank line"),
    _OFFICER,
)
TURNS = (BANK_LINE,)


def deadlines(session: Session, most: int | None) -> Iterator[Deadline]:
    """Every line on the workbench, with its time limit."""
    for line in session.scalars(
        sa.select(StatementLine).where(_ON_BENCH).order_by(StatementLine.state_since).limit(most)
    ):
        yield Deadline(
            BANK_LINE,
            line.id,
            line.end_to_end_id or line.bank_ref or f"#{line.id}",
            f"/statements/lines/{line.id}",
            line.state_since,
            due_at(LINE_LIMIT, line.state_since),
        )


NAVIGATION = (
    NavEntry(52, _l("Bank answers"), "payouts.statements", frozenset({P.PAYOUTS_STATEMENT_READ}), "bank"),
)
LIST_TITLES = {
    "payouts.imported": _l("Lines of a bank answer"),
    "payouts.workbench": _l("Bank lines to look at"),
}
