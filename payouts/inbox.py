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
from core.calendar.due import due_at
from core.clock import bangkok_date
from core.labels import words_for
from core.permissions import Permission, Role
from core.registry import DUE_SOON, Deadline, InboxItem, NavEntry, Turn, urgency
from core.terms import Term
from coupons.coupons.models import Coupon
from identity.organisations.models import Organisation
from payouts.models import Batch, ManualFinding, Payable, Payment, StatementLine
from payouts.payable_queries import is_live
from payouts.payee import waiting_of
from payouts.payee_rules import ITS_ACCOUNT, TO_PUT_RIGHT
from payouts.signing import signatures_of
from payouts.states import (
    BATCH_MACHINE,
    CONFIRMATION_LIMIT,
    HOLD_LIMIT,
    LINE_LIMIT,
    LINE_MACHINE,
    MANUAL_MACHINE,
    PAYABLE_LIMIT,
    PAYABLE_MACHINE,
    PAYMENT_MACHINE,
    SILENCE_LIMIT,
    BatchState,
    LineState,
    ManualState,
    PayableState,
    PaymentState,
)
from projects.states import PayeeMode

P, S = Permission, BatchState
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


_OFFICER = _l("the finance officer")


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
TO_PAY = Turn(
    "payable:batch",
    PAYABLE_MACHINE,
    (PayableState.OPEN,),
    P.PAYOUTS_BATCH_DRAFT,
    _l("Claim to pay"),
    _OFFICER,
)
HELD = Turn(
    "payable:resume",
    PAYABLE_MACHINE,
    (PayableState.HELD,),
    P.PAYOUTS_PAYABLE_HOLD,
    _l("Held payment to look into"),
    _OFFICER,
)
WANTS_ACCOUNT = Turn(
    "payable:account",
    PAYABLE_MACHINE,
    (PayableState.HELD,),
    P.IDENTITY_BANK_ACCOUNT_MANAGE,
    _l("Payment that waits for a bank account"),
    _l("the payee"),
)
BANK_LINE = Turn(
    "statement_line:match",
    LINE_MACHINE,
    (LineState.MISMATCHED, LineState.UNMATCHED),
    P.PAYOUTS_STATEMENT_MATCH,
    _l("Bank line"),
    _OFFICER,
)
UNKNOWN = Turn(
    "payment:find_out",
    PAYMENT_MACHINE,
    (PaymentState.UNKNOWN,),
    P.PAYOUTS_STATEMENT_MATCH,
    _l("Payment of which the bank says nothing"),
    _OFFICER,
)
FINDING = Turn(
    "manual_outcome:confirm",
    MANUAL_MACHINE,
    (ManualState.WAITING,),
    P.PAYOUTS_STATEMENT_MATCH,
    _l("Finding on a payment to confirm"),
    _l("another finance officer or the approver"),
)


def deadlines(session: Session, now: datetime, most: int | None) -> Iterator[Deadline]:  # noqa: ARG001 - the registry's
    """Everything of this room that waits for someone, with its time limit."""
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
    for payable in session.scalars(
        sa.select(Payable)
        .join(Organisation, Organisation.id == Payable.payee_id)
        .join(Coupon, Coupon.id == Payable.coupon_id)
        .options(contains_eager(Payable.payee), contains_eager(Payable.coupon))
        .where(sa.or_(_TO_BATCH, Payable.state == PayableState.HELD))
        .order_by(Payable.state_since)
        .limit(most)
    ):
        held = payable.hold_reason is not None
        by_payee = payable.hold_reason in ITS_ACCOUNT
        yield Deadline(
            WANTS_ACCOUNT if by_payee else HELD if held else TO_PAY,
            payable.id,
            f"{payable.coupon.number} · {payable.payee.name_th}",
            f"/organisations/{payable.payee_id}/bank-accounts" if by_payee else f"/payables/{payable.id}",
            payable.state_since,
            due_at(HOLD_LIMIT if held else PAYABLE_LIMIT, payable.state_since),
            organisation_id=payable.payee_id if by_payee else None,
            tied=frozenset() if by_payee else frozenset({payable.payee_id}),
            kind=words_for(payable.hold_reason) if payable.hold_reason else None,
        )
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
    yield from _to_find_out(session, most)


def _to_find_out(session: Session, most: int | None) -> Iterator[Deadline]:
    unknown = sa.select(Payment).where(Payment.state == PaymentState.UNKNOWN)
    for payment in session.scalars(unknown.order_by(Payment.state_since).limit(most)):
        since = payment.state_since
        url = f"/payables/payments/{payment.id}"
        yield Deadline(UNKNOWN, payment.id, f"#{payment.id}", url, since, due_at(SILENCE_LIMIT, since))
    findings = sa.select(ManualFinding).where(ManualFinding.state == ManualState.WAITING)
    for finding in session.scalars(findings.order_by(ManualFinding.stated_at).limit(most)):
        yield Deadline(
            FINDING,
            finding.id,
            f"#{finding.payment_id}",
            f"/payables/payments/{finding.payment_id}",
            finding.stated_at,
            due_at(CONFIRMATION_LIMIT, finding.stated_at),
            barred=frozenset({finding.stated_by_id}),
        )


def _barred_from(batch: Batch) -> frozenset[int | None]:
    """Who signed before and so may not give the signature that the batch waits for."""
    signed = signatures_of(batch)
    if batch.state is S.SUBMITTED:
        return frozenset(signed.prepared_by)
    if batch.state is S.APPROVED:
        return frozenset({*signed.prepared_by, signed.not_by_approver})
    return frozenset()


registry.register_inbox("payouts", inbox)
registry.register_deadlines(
    "payouts",
    deadlines,
    *BATCH_TURNS.values(),
    TO_PAY,
    HELD,
    WANTS_ACCOUNT,
    BANK_LINE,
    UNKNOWN,
    FINDING,
)
registry.register_navigation(
    NavEntry(50, _l("Claims to pay"), "payouts.payables", frozenset({P.PAYOUTS_PAYABLE_READ}), "money"),
    NavEntry(51, _l("Payment batches"), "payouts.batches", frozenset({P.PAYOUTS_BATCH_READ}), "money"),
    NavEntry(52, _l("Bank answers"), "payouts.statements", frozenset({P.PAYOUTS_STATEMENT_READ}), "bank"),
    NavEntry(54, _l("Money path"), "payouts.money_paths", frozenset({P.PAYOUTS_MONEY_PATH_READ}), "search"),
    NavEntry(40, _l("Get paid"), "payouts.mine", frozenset({P.PAYOUTS_PAYOUT_READ}), "money", "provider"),
)
registry.register_list_titles(
    {
        "payouts.batch": _l("Payments of a batch"),
        "payouts.imported": _l("Lines of a bank answer"),
        "payouts.workbench": _l("Bank lines to look at"),
    }
)
