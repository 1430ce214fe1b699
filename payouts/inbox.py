"""What waits for whom in payouts: the landing page, the deadline board, the menu."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session, contains_eager

from core import registry
from core.actor import Actor
from core.clock import bangkok_date
from core.due import due_at
from core.labels import words_for
from core.permissions import Permission, Role
from core.registry import DUE_SOON, Deadline, InboxItem, NavEntry, urgency
from core.terms import Term
from coupons.models import Coupon
from identity.models import Organisation
from payouts.models import Batch, ManualFinding, Payable, Payment, StatementLine
from payouts.payable_queries import is_live
from payouts.payee import waiting_of
from payouts.payee_rules import TO_PUT_RIGHT
from payouts.states import (
    BATCH_MACHINE,
    CONFIRMATION_LIMIT,
    HOLD_LIMIT,
    LINE_LIMIT,
    PAYABLE_LIMIT,
    SILENCE_LIMIT,
    BatchState,
    HoldReason,
    LineState,
    ManualState,
    PayableState,
    PaymentState,
)
from projects.states import PayeeMode

P, S = Permission, BatchState
BOARD = 200
"""Rows of each kind on the deadline board."""
_TO_BATCH = sa.and_(Payable.state == PayableState.OPEN, sa.not_(is_live()))
_ON_BENCH = StatementLine.state.in_((LineState.MISMATCHED, LineState.UNMATCHED))


def _item(
    session: Session, now: datetime, title: Any, url: str, limit: Term, since: Any, *conditions: Any
) -> Iterator[InboxItem]:
    count, oldest = session.execute(sa.select(sa.func.count(), sa.func.min(since)).where(*conditions)).one()
    if oldest is not None:
        yield InboxItem(title, count, url, urgency(oldest, limit, now), oldest)


def _limit_of(state: BatchState) -> Term:
    limit = BATCH_MACHINE.limit(state)
    if limit is None:
        raise LookupError(state)
    return limit


def inbox(session: Session, actor: Actor, now: datetime) -> Iterator[InboxItem]:
    """Each officer's own work. What a person may not sign, because that person signed before, is not counted."""
    if actor.may(P.PAYOUTS_BATCH_DRAFT):
        url = "/payables?state=to-batch"
        yield from _item(session, now, _l("Claims to pay"), url, PAYABLE_LIMIT, Payable.opened_at, _TO_BATCH)
    if actor.may(P.IDENTITY_BANK_ACCOUNT_MANAGE) and actor.organisation_id is not None:
        yield from _payee(session, actor, actor.organisation_id, now)
    yield from _batches(session, actor, now)
    if actor.may(P.PAYOUTS_STATEMENT_MATCH):
        yield from _workbench(session, actor, now)


def _payee(session: Session, actor: Actor, organisation_id: int, now: datetime) -> Iterator[InboxItem]:
    """Money that an organisation is owed and that waits for its bank account."""
    mode = PayeeMode.PAY_PROVIDER if Role.PROVIDER_OWNER in actor.roles else PayeeMode.REIMBURSE_SME
    waiting = [
        each
        for each in waiting_of(session, organisation_id, mode, bangkok_date(now))
        if each.status in TO_PUT_RIGHT
    ]
    url = f"/organisations/{organisation_id}/bank-accounts"
    yield InboxItem(_l("Payments to you wait for a bank account"), len(waiting), url, DUE_SOON)


def _batches(session: Session, actor: Actor, now: datetime) -> Iterator[InboxItem]:
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


def _workbench(session: Session, actor: Actor, now: datetime) -> Iterator[InboxItem]:
    since = StatementLine.state_since
    yield from _item(
        session, now, _l("Bank lines to look at"), "/statements/lines", LINE_LIMIT, since, _ON_BENCH
    )
    for finding in _to_confirm(session, actor):
        yield InboxItem(
            _l("Finding on a payment to confirm"),
            1,
            f"/payables/payments/{finding.payment_id}",
            urgency(finding.stated_at, CONFIRMATION_LIMIT, now),
            finding.stated_at,
        )
    unknown = session.scalars(
        sa.select(Payment)
        .where(Payment.state == PaymentState.UNKNOWN)
        .order_by(Payment.state_since)
        .limit(20)
    )
    for payment in unknown:
        yield InboxItem(
            _l("Payment of which the bank says nothing"),
            1,
            f"/payables/payments/{payment.id}",
            urgency(payment.state_since, SILENCE_LIMIT, now),
            payment.state_since,
        )


def _to_confirm(session: Session, actor: Actor) -> list[ManualFinding]:
    return list(
        session.scalars(
            sa.select(ManualFinding)
            .where(ManualFinding.state == ManualState.WAITING, ManualFinding.stated_by_id != actor.person_id)
            .order_by(ManualFinding.stated_at)
            .limit(20)
        )
    )


_OWNERS = {
    S.DRAFT: _l("the finance officer"),
    S.RETURNED: _l("the finance officer"),
    S.SUBMITTED: _l("the approver"),
    S.APPROVED: _l("the releaser"),
    S.RELEASED: _l("the bank"),
    S.SETTLED: _l("the finance officer"),
}


def deadlines(session: Session, now: datetime) -> Iterator[Deadline]:  # noqa: ARG001 - the registry's shape
    """Everything of this room that waits for someone, with its time limit."""
    for batch in session.scalars(
        sa.select(Batch).where(Batch.state.in_(tuple(_OWNERS))).order_by(Batch.state_since).limit(BOARD)
    ):
        yield Deadline(
            _l("Batch"),
            batch.number,
            f"/batches/{batch.id}",
            _OWNERS[batch.state],
            batch.state_since,
            due_at(_limit_of(batch.state), batch.state_since),
        )
    waiting = sa.or_(_TO_BATCH, Payable.state == PayableState.HELD)
    for payable in session.scalars(
        sa.select(Payable)
        .join(Organisation, Organisation.id == Payable.payee_id)
        .join(Coupon, Coupon.id == Payable.coupon_id)
        .options(contains_eager(Payable.payee), contains_eager(Payable.coupon))
        .where(waiting)
        .order_by(Payable.state_since)
        .limit(BOARD)
    ):
        held = payable.hold_reason is not None
        by_payee = held and payable.hold_reason is not HoldReason.BY_PERSON
        yield Deadline(
            words_for(payable.hold_reason) if payable.hold_reason else _l("Claim to pay"),
            f"{payable.coupon.number} · {payable.payee.name_th}",
            f"/payables/{payable.id}",
            _l("the payee") if by_payee else _l("the finance officer"),
            payable.state_since,
            due_at(HOLD_LIMIT if held else PAYABLE_LIMIT, payable.state_since),
        )
    for line in session.scalars(
        sa.select(StatementLine).where(_ON_BENCH).order_by(StatementLine.state_since).limit(BOARD)
    ):
        yield Deadline(
            _l("Bank line"),
            line.end_to_end_id or line.bank_ref or f"#{line.id}",
            f"/statements/lines/{line.id}",
            _l("the finance officer"),
            line.state_since,
            due_at(LINE_LIMIT, line.state_since),
        )


registry.register_inbox("payouts", inbox)
registry.register_deadlines("payouts", deadlines)
registry.register_navigation(
    NavEntry(50, _l("Claims to pay"), "payouts.payables", frozenset({P.PAYOUTS_PAYABLE_READ}), "money"),
    NavEntry(51, _l("Payment batches"), "payouts.batches", frozenset({P.PAYOUTS_BATCH_READ}), "money"),
    NavEntry(52, _l("Bank answers"), "payouts.statements", frozenset({P.PAYOUTS_STATEMENT_READ}), "bank"),
    NavEntry(54, _l("Money path"), "payouts.money_paths", frozenset({P.PAYOUTS_MONEY_PATH_READ}), "search"),
    NavEntry(40, _l("Get paid"), "payouts.mine", frozenset({P.PAYOUTS_PAYOUT_READ}), "money", "provider"),
)
