"""What happens to payments inside another command's transaction.

Locks are taken in one order everywhere: coupons, payables, payments, batch (docs/architecture.md#database).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

import coupons.claims.operations
import ledger.posting
from core.actor import Actor
from core.audit import operations as audit
from core.clock import bangkok_date
from core.db import Tx
from core.errors import Refused, WrongState
from core.money import Money
from core.tasks.long_work import NO_PROGRESS, Progress
from core.typed.banks import names_account
from coupons.coupons.models import Coupon
from ledger.rules import Subject
from ledger.states import Move
from payouts.models.batches import BankFile, Batch
from payouts.models.payables import Payable
from payouts.models.payments import Payment
from payouts.models.reconciliation import ManualFinding, PaymentEvent, StatementLine
from payouts.payables.operations import review
from payouts.payees.operations import tell_payees
from payouts.payees.queries import payees_of
from payouts.payments.rules import Effect, manual_refusal
from payouts.states import (
    BATCH_MACHINE,
    LINE_MACHINE,
    PAYABLE_MACHINE,
    PAYMENT_MACHINE,
    BatchState,
    EventKind,
    ManualOutcome,
    ManualState,
    PayableState,
    PaymentState,
    PayoutRefusal,
)

_IMPORTS = 0x1332
"""Number of the advisory lock on bank reports."""


def one_importer(tx: Tx) -> None:
    """Lock against other imports to the end of the transaction: each import sees what the last one did.

    To be called before anything is locked, as imports_stand_still() is.
    """
    tx.execute(sa.select(sa.func.pg_advisory_xact_lock(_IMPORTS)))


def imports_stand_still(tx: Tx) -> None:
    """Let no import begin or end before the transaction does: what the bank has reported is read once, and stays so."""
    tx.execute(sa.select(sa.func.pg_advisory_xact_lock_shared(_IMPORTS)))


# Locking.


@dataclass(frozen=True, slots=True)
class Locked:
    """Payments with all that is locked around them, each found by its own key."""

    payments: tuple[Payment, ...]
    payables: dict[int, Payable]
    batches: dict[int, Batch]

    @property
    def payee_ids(self) -> frozenset[int]:
        """The organisations that are paid."""
        return frozenset(each.payee_id for each in self.payables.values())

    def payable_of(self, payment: Payment) -> Payable:
        """What the payment pays."""
        return self.payables[payment.payable_id]


def lock_payments(tx: Tx, which: Any) -> Locked:
    """Lock the payments that `which` (a condition on Payment) names, in the order that everybody keeps."""
    rows = tx.execute(
        sa.select(Payment.id, Payment.payable_id, Payment.batch_id, Payable.coupon_id)
        .join(Payable, Payable.id == Payment.payable_id)
        .where(which)
    ).all()
    coupon_ids = sorted({row.coupon_id for row in rows})
    tx.execute(sa.select(Coupon.id).where(Coupon.id.in_(coupon_ids)).order_by(Coupon.id).with_for_update())
    payables = _locked(tx, Payable, {row.payable_id for row in rows})
    payments = _locked(tx, Payment, {row.id for row in rows})
    batches = _locked(tx, Batch, {row.batch_id for row in rows})
    return Locked(tuple(payments), {each.id: each for each in payables}, {each.id: each for each in batches})


def _locked(tx: Tx, model: Any, ids: set[int]) -> list[Any]:
    if not ids:
        return []
    return list(
        tx.session.scalars(
            sa.select(model)
            .where(model.id.in_(ids))
            .order_by(model.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )


def refuse_second_finding(tx: Tx, payment_id: int) -> None:
    """Refused(ALREADY_STATED) while somebody's word on the payment waits for another. The payment is locked."""
    waiting = tx.scalar(
        sa.select(ManualFinding.id).where(
            ManualFinding.payment_id == payment_id, ManualFinding.state == ManualState.WAITING
        )
    )
    if waiting is not None:
        raise Refused(PayoutRefusal.ALREADY_STATED)


def withdraw(tx: Tx, payment: Payment, *, actor: Actor, now: datetime) -> None:
    """Take a payment out before the bank has heard of it; its payable may be batched again."""
    tx.advance(Payment, payment.id, PAYMENT_MACHINE, "withdraw", state_since=now)
    audit.record(tx, "payment.withdrawn", "payment", payment.id, actor, now, {"batch_id": payment.batch_id})


def settle_if_done(tx: Tx, batch_id: int, *, actor: Actor, now: datetime) -> None:
    """A released batch is settled once no payment of it is still with the bank."""
    waiting = tx.scalar(
        sa.select(sa.func.count())
        .select_from(Payment)
        .where(Payment.batch_id == batch_id, Payment.state.in_((PaymentState.SENT, PaymentState.UNKNOWN)))
    )
    batch = tx.lock(Batch, batch_id)
    if not waiting and batch.state is BatchState.RELEASED:
        tx.advance(
            Batch, batch_id, BATCH_MACHINE, "settle", state_since=now, state_reason_id=None, settled_at=now
        )
        audit.record(tx, "batch.settled", "batch", batch_id, actor, now)


# Effects on a payment.


def follow_up(tx: Tx, payables: Collection[Payable], *, actor: Actor, now: datetime) -> None:
    """After the bank's word on their payments: what is owed again is held where its account was refused, and every
    payee is notified once.
    """
    tx.session.flush()
    owed = [each for each in payables if each.state in (PayableState.OPEN, PayableState.HELD)]
    payees = payees_of(tx.session, {each.payee_id for each in payables}, bangkok_date(now))
    review(tx, owed, payees, actor=actor, now=now)
    tell_payees(tx, payables, now, payees)


@dataclass(frozen=True, slots=True)
class EventDetails:
    """The source of an event of a payment: the line, the bank's code and words, and the day it happened."""

    kind: EventKind
    on: date
    line_id: int | None = None
    code: str | None = None
    words: str = ""


def record_event(tx: Tx, payment: Payment, details: EventDetails, *, actor: Actor, now: datetime) -> None:
    """Write one line into a payment's history."""
    tx.add(
        PaymentEvent(
            payment_id=payment.id,
            kind=details.kind,
            at=now,
            line_id=details.line_id,
            code=details.code,
            words=details.words[:500],
            person_id=actor.person_id,
        )
    )


def send_all(
    tx: Tx, locked: Locked, *, actor: Actor, now: datetime, progress: Progress = NO_PROGRESS
) -> None:
    """The orders of one batch leave for the bank: what is owed is in transit, tax withheld. All, or WrongState."""
    ids = [payment.id for payment in locked.payments]
    sources = PAYMENT_MACHINE.sources("send")
    sent = tx.session.scalars(
        sa.update(Payment)
        .where(Payment.id.in_(ids), Payment.state.in_(sources))
        .values(state=PaymentState.SENT, sent_at=now, state_since=now)
        .returning(Payment.id)
        .execution_options(synchronize_session=False)
    ).all()
    if len(sent) != len(ids):
        raise WrongState(PAYMENT_MACHINE.name, "send")
    progress.expect(len(ids))
    for payment in locked.payments:
        payable = locked.payable_of(payment)
        _post(tx, Move.SEND, payment.net_satang, payment, payable, actor=actor, now=now)
        _post(tx, Move.WITHHOLD, payment.withheld_satang, payment, payable, actor=actor, now=now)
        progress.step()
    told = {"kind": EventKind.RELEASED, "at": now, "person_id": actor.person_id}
    tx.execute(sa.insert(PaymentEvent), [{"payment_id": key, **told} for key in ids])
    tx.session.expire_all()


def apply(
    tx: Tx,
    effect: Effect,
    payment: Payment,
    payable: Payable,
    details: EventDetails,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Do to a payment what the word means, and write it into its history. Everything is locked."""
    if effect is Effect.PAY:
        _pay(tx, payment, payable, details, actor=actor, now=now)
    elif effect is Effect.FAIL:
        _fail(tx, payment, payable, details, actor=actor, now=now)
    elif effect is Effect.RETURN:
        _return(tx, payment, payable, details, actor=actor, now=now)
    record_event(tx, payment, details, actor=actor, now=now)


def _pay(
    tx: Tx, payment: Payment, payable: Payable, details: EventDetails, *, actor: Actor, now: datetime
) -> None:
    tx.advance(Payment, payment.id, PAYMENT_MACHINE, "pay", paid_on=details.on, state_since=now)
    _post(tx, Move.PAY, payment.net_satang, payment, payable, actor=actor, now=now)
    tx.advance(Payable, payable.id, PAYABLE_MACHINE, "settle", settled_at=now, state_since=now)
    coupons.claims.operations.mark_paid(tx, payable.redemption_id, actor=actor, now=now)
    _audit(tx, "payment.paid", payment, details, actor=actor, now=now)


def _fail(
    tx: Tx, payment: Payment, payable: Payable, details: EventDetails, *, actor: Actor, now: datetime
) -> None:
    tx.advance(
        Payment,
        payment.id,
        PAYMENT_MACHINE,
        "fail",
        state_since=now,
        failure_code=details.code,
        failure_words=details.words[:500],
    )
    _post(tx, Move.REFUSE, payment.net_satang, payment, payable, actor=actor, now=now)
    _post(tx, Move.UNWITHHOLD, payment.withheld_satang, payment, payable, actor=actor, now=now)
    _audit(tx, "payment.failed", payment, details, actor=actor, now=now)


def _return(
    tx: Tx, payment: Payment, payable: Payable, details: EventDetails, *, actor: Actor, now: datetime
) -> None:
    tx.advance(
        Payment,
        payment.id,
        PAYMENT_MACHINE,
        "return",
        state_since=now,
        failure_code=details.code,
        failure_words=details.words[:500],
    )
    _post(tx, Move.RETURN_PAID, payment.net_satang, payment, payable, actor=actor, now=now)
    _post(tx, Move.UNWITHHOLD, payment.withheld_satang, payment, payable, actor=actor, now=now)
    tx.advance(Payable, payable.id, PAYABLE_MACHINE, "reopen", settled_at=None, state_since=now)
    coupons.claims.operations.mark_unpaid(tx, payable.redemption_id, actor=actor, now=now)
    _audit(tx, "payment.returned", payment, details, actor=actor, now=now)


def _post(
    tx: Tx, move: Move, satang: int, payment: Payment, payable: Payable, *, actor: Actor, now: datetime
) -> None:
    ledger.posting.post(
        tx,
        move,
        Money(satang),
        line_id=payable.line_id,
        scheme_id=payable.scheme_id,
        reference=f"payment:{payment.id}:{move}",
        subject=Subject("payment", payment.id),
        coupon_id=payable.coupon_id,
        actor=actor,
        now=now,
    )


def _audit(
    tx: Tx, name: str, payment: Payment, details: EventDetails, *, actor: Actor, now: datetime
) -> None:
    fields = {"line_id": details.line_id, "by": details.kind.value, "batch_id": payment.batch_id}
    audit.record(tx, name, "payment", payment.id, actor, now, fields)


EFFECTS = {
    ManualOutcome.PAID: Effect.PAY,
    ManualOutcome.FAILED: Effect.FAIL,
    ManualOutcome.RETURNED: Effect.RETURN,
}


def _of_its_account(tx: Tx, payment: Payment, line: StatementLine) -> bool:
    """Whether a booked line is of the account that the payment's file debits (decision 50)."""
    file = tx.session.get(BankFile, payment.batch_id)
    return file is not None and names_account(line.account, file.debtor_bank_code, file.debtor_account)


def refuse_unless_fitting(
    tx: Tx, outcome: ManualOutcome, payment: Payment, line: StatementLine | None
) -> None:
    """Refused when the payment cannot have come to that, or the line does not show it; WrongState for a line
    that has left the workbench.
    """
    if line is not None:
        LINE_MACHINE.next(line.state, "match")
    refusal = manual_refusal(
        payment.state,
        EFFECTS[outcome],
        line_amount=line.amount if line else None,
        line_credit=line.credit if line else None,
        of_its_account=line is None or _of_its_account(tx, payment, line),
        net=payment.net,
    )
    if refusal:
        raise Refused(refusal)
