"""Bank lines that wait on the workbench."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.actor import Actor
from core.permissions import Permission
from core.registry import InboxItem, NavEntry, Turn
from payouts.models.reconciliation import StatementLine
from payouts.states import LINE_LIMIT, LINE_MACHINE, LineState
from web.queues.inbox import waiting_since
from web.queues.queue import Queue

P = Permission
_OFFICER = _l("the finance officer")
_ON_BENCH = StatementLine.state.in_((LineState.MISMATCHED, LineState.UNMATCHED))


def inbox(session: Session, actor: Actor, now: datetime) -> Iterator[InboxItem]:
    """Lines that a person must look at."""
    if actor.may(P.PAYOUTS_STATEMENT_MATCH):
        since = StatementLine.state_since
        yield from waiting_since(
            session,
            now,
            _l("Bank lines to check"),
            url_for("payouts.workbench"),
            LINE_LIMIT,
            since,
            _ON_BENCH,
        )


BANK_LINE = Turn(
    "statement_line:match",
    LINE_MACHINE,
    (LineState.MISMATCHED, LineState.UNMATCHED),
    P.PAYOUTS_STATEMENT_MATCH,
    _l("Bank line"),
    _OFFICER,
)
QUEUES = (
    Queue(
        BANK_LINE,
        StatementLine.id,
        lambda _now: _ON_BENCH,
        StatementLine.state_since,
        "payouts.line",
        "line_id",
        limit=LINE_LIMIT,
        number=sa.func.coalesce(
            sa.func.nullif(StatementLine.end_to_end_id, ""),
            sa.func.nullif(StatementLine.bank_ref, ""),
            sa.literal("#") + sa.cast(StatementLine.id, sa.Text),
        ),
    ),
)
NAVIGATION = (
    NavEntry(52, _l("Bank answers"), "payouts.statements", frozenset({P.PAYOUTS_STATEMENT_READ}), "bank"),
)
LIST_TITLES = {
    "payouts.imported": _l("Lines in a file from the bank"),
    "payouts.workbench": _l("Bank lines to check"),
}
