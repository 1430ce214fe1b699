"""Batches that wait for a signature, for the bank or to be closed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.actor import Actor
from core.calendar.urgency import urgency
from core.permissions import Permission
from core.registry import InboxItem, NavEntry, Turn
from core.terms import Term
from payouts.batches.queries import ABOVE_BAND, waiting_for
from payouts.models.batches import Batch
from payouts.states import BATCH_MACHINE, BatchState
from web.lists.listing import MINE
from web.queues.queue import Queue

P, S = Permission, BatchState
_OFFICER = _l("the finance officer")


def _limit_of(state: BatchState) -> Term:
    limit = BATCH_MACHINE.limit(state)
    if limit is None:
        raise LookupError(state)
    return limit


_TITLES = {
    S.DRAFT: _l("Batches to submit"),
    S.RETURNED: _l("Batches to correct"),
    S.SUBMITTED: _l("Batches to approve"),
    S.APPROVED: _l("Batches to release"),
    S.RELEASED: _l("Batches waiting for the bank’s answer"),
    S.SETTLED: _l("Batches to close"),
}


def inbox(session: Session, actor: Actor, now: datetime) -> Iterator[InboxItem]:
    """All states of batches at once: one statement, whatever the actor may do."""
    waiting = waiting_for(actor, now)
    if not waiting:
        return
    figures = [
        figure.filter(condition)
        for condition in waiting.values()
        for figure in (sa.func.count(), sa.func.min(Batch.state_since))
    ]
    found = session.execute(sa.select(*figures).select_from(Batch)).one()
    for state, count, oldest in zip(waiting, found[::2], found[1::2], strict=True):
        if oldest is not None:
            url = url_for("payouts.batches", state=state.value, turn=MINE)
            yield InboxItem(_TITLES[state], count, url, urgency(oldest, _limit_of(state), now), oldest)


def _batch_turn(name: str, state: BatchState, permission: Permission, what: Any, owner: Any) -> Turn:
    return Turn(f"batch:{name}", BATCH_MACHINE, (state,), permission, what, owner)


BATCH_TURNS = {
    S.DRAFT: _batch_turn("submit", S.DRAFT, P.PAYOUTS_BATCH_DRAFT, _l("Batch to submit"), _OFFICER),
    S.RETURNED: _batch_turn("correct", S.RETURNED, P.PAYOUTS_BATCH_DRAFT, _l("Batch to correct"), _OFFICER),
    S.SUBMITTED: _batch_turn(
        "approve", S.SUBMITTED, P.PAYOUTS_BATCH_APPROVE, _l("Batch to approve"), _l("the approver")
    ),
    S.APPROVED: _batch_turn(
        "release", S.APPROVED, P.PAYOUTS_BATCH_RELEASE, _l("Batch to release"), _l("the releaser")
    ),
    S.RELEASED: _batch_turn(
        "settle",
        S.RELEASED,
        P.PAYOUTS_STATEMENT_IMPORT,
        _l("Batch waiting for the bank’s answer"),
        _l("the bank"),
    ),
    S.SETTLED: _batch_turn("close", S.SETTLED, P.PAYOUTS_BATCH_CLOSE, _l("Batch to close"), _OFFICER),
}


_PREPARERS = (Batch.drafted_by_id, Batch.submitted_by_id)
_BARRED = {
    S.SUBMITTED: _PREPARERS,
    S.APPROVED: (*_PREPARERS, sa.case((ABOVE_BAND, Batch.approved_by_id))),
}
"""Who signed before and so may not give the signature that the batch waits for."""


def _queue(state: BatchState) -> Queue:
    return Queue(
        BATCH_TURNS[state],
        Batch.id,
        lambda _now: Batch.state == state,
        Batch.state_since,
        "payouts.batch",
        "batch_id",
        limit=_limit_of(state),
        number=Batch.number,
        barred=_BARRED.get(state, ()),
    )


QUEUES = tuple(map(_queue, BATCH_TURNS))
NAVIGATION = (
    NavEntry(51, _l("Payment batches"), "payouts.batches", frozenset({P.PAYOUTS_BATCH_READ}), "money"),
)
LIST_TITLES = {"payouts.batch": _l("Payments of a batch")}
