"""Batches that wait for a signature, for the bank or to be closed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.actor import Actor
from core.calendar.due import due_at
from core.calendar.urgency import urgency
from core.permissions import Permission
from core.registry import Deadline, InboxItem, NavEntry, Turn
from core.terms import Term
from payouts.batches.operations import signatures_of
from payouts.models.batches import Batch
from payouts.states import BATCH_MACHINE, BatchState

P, S = Permission, BatchState
_OFFICER = _l("the finance officer")


def _limit_of(state: BatchState) -> Term:
    limit = BATCH_MACHINE.limit(state)
    if limit is None:
        raise LookupError(state)
    return limit


def inbox(session: Session, actor: Actor, now: datetime) -> Iterator[InboxItem]:
    """All states of batches at once: one statement, whatever the actor may do."""
    mine = actor.person_id
    not_prepared = sa.and_(Batch.drafted_by_id != mine, Batch.submitted_by_id != mine)
    may_release = sa.and_(not_prepared, sa.or_(sa.not_(Batch.three_persons), Batch.approved_by_id != mine))
    open_to_actor = [
        (state, title, sa.and_(Batch.state == state, condition))
        for permission, state, title, condition in (
            (P.PAYOUTS_BATCH_DRAFT, S.DRAFT, _l("Batches to submit"), sa.true()),
            (P.PAYOUTS_BATCH_DRAFT, S.RETURNED, _l("Batches to correct"), sa.true()),
            (P.PAYOUTS_BATCH_APPROVE, S.SUBMITTED, _l("Batches to approve"), not_prepared),
            (P.PAYOUTS_BATCH_RELEASE, S.APPROVED, _l("Batches to release"), may_release),
            (P.PAYOUTS_STATEMENT_IMPORT, S.RELEASED, _l("Batches waiting for the bank’s answer"), sa.true()),
            (P.PAYOUTS_BATCH_CLOSE, S.SETTLED, _l("Batches to close"), sa.true()),
        )
        if actor.may(permission)
    ]
    if not open_to_actor:
        return
    figures = [
        figure.filter(condition)
        for _state, _title, condition in open_to_actor
        for figure in (sa.func.count(), sa.func.min(Batch.state_since))
    ]
    found = session.execute(sa.select(*figures).select_from(Batch)).one()
    for (state, title, _condition), count, oldest in zip(open_to_actor, found[::2], found[1::2], strict=True):
        if oldest is not None:
            due = urgency(oldest, _limit_of(state), now)
            yield InboxItem(title, count, f"/batches?state={state.value}", due, oldest)


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


TURNS = tuple(BATCH_TURNS.values())


def deadlines(session: Session, most: int | None) -> Iterator[Deadline]:
    """Every batch that is under way, with its time limit."""
    waiting = sa.select(Batch).where(Batch.state.in_(tuple(BATCH_TURNS)))
    for batch in session.scalars(waiting.order_by(Batch.state_since).limit(most)):
        yield Deadline(
            BATCH_TURNS[batch.state],
            batch.id,
            batch.number,
            f"/batches/{batch.id}",
            batch.state_since,
            due_at(_limit_of(batch.state), batch.state_since),
            barred=_barred_from(batch),
        )


def _barred_from(batch: Batch) -> frozenset[int | None]:
    """Who signed before and so may not give the signature that the batch waits for."""
    signed = signatures_of(batch)
    if batch.state is S.SUBMITTED:
        return frozenset(signed.prepared_by)
    if batch.state is S.APPROVED:
        return frozenset({*signed.prepared_by, signed.not_by_approver})
    return frozenset()


NAVIGATION = (
    NavEntry(51, _l("Payment batches"), "payouts.batches", frozenset({P.PAYOUTS_BATCH_READ}), "money"),
)
LIST_TITLES = {"payouts.batch": _l("Payments of a batch")}
