"""What happens to payables and payments inside another verb's transaction.

Locks are taken in one order everywhere: coupons, payables, payments, batch (docs/architecture.md#database).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

import coupons.claims.operations
import ledger.moves
from core.actor import Actor
from core.audit import operations as audit
from core.clock import bangkok_date
from core.db import Tx
from core.errors import NotFound, Refused, WrongState
from core.money import Money
from core.tasks.long_work import UNWATCHED, Watch
from coupons.claims.events import ClaimApproved
from coupons.coupons.models import Coupon
from identity.people.models import Person
from ledger.rules import Subject
from ledger.transitions import Move
from payouts.holds import holds_of
from payouts.models import Batch, ManualFinding, Payable, Payment, PaymentEvent
from payouts.payee import tell_payees
from payouts.queries import payees_of
from payouts.rules import Effect, Ordered, control_digest, hold_for
from payouts.states import (
    BATCH_MACHINE,
    LIVE,
    PAYABLE_MACHINE,
    PAYMENT_MACHINE,
    BatchState,
    EventKind,
    HoldReason,
    ManualState,
    PayableState,
    PaymentState,
    PayoutRefusal,
)


def open_payable(tx: Tx, claim: ClaimApproved) -> None:
    """Owe an approved claim to its payee. Held at once when the payee cannot be paid yet.

    Called by app.py's handler in the transaction that approves; that holds coupon and redemption.
    """
    coupon = tx.get(Coupon, claim.coupon_id)
    facts = payees_of(tx.session, [claim.payee_organisation_id], bangkok_date(claim.now))
    hold = hold_for(facts[claim.payee_organisation_id].facts(coupon.payee_mode))
    payable = tx.add(
        Payable(
            redemption_id=claim.redemption_id,
            coupon_id=claim.coupon_id,
            scheme_id=claim.scheme_id,
            line_id=claim.line_id,
            category_id=coupon.category_id,
            payee_id=claim.payee_organisation_id,
            payee_mode=coupon.payee_mode,
            amount_satang=claim.amount_satang,
            state=PayableState.OPEN if hold is None else PayableState.HELD,
            hold_reason=hold,
            opened_at=claim.now,
            state_since=claim.now,
        )
    )
    fields = {"redemption_id": claim.redemption_id, "hold": hold.value if hold else None}
    audit.record(tx, "payable.opened", "payable", payable.id, claim.actor, claim.now, fields)
    if hold is not None:
        tell_payees(tx, [payable], claim.now)


def keep_reason(tx: Tx, text: str, actor: Actor) -> int:
    """Keep why somebody did something, in words. Refused(REASON_MISSING) for none."""
    if not text.strip():
        raise Refused(PayoutRefusal.REASON_MISSING)
    return audit.keep_reason(tx, actor.known_person_id, text.strip())


def review_holds(tx: Tx, payables: Sequence[Payable], *, actor: Actor, now: datetime) -> list[Payable]:
    """Let go payables whose obstacle is gone, and hold those that met one; answers the latter, whose payees are to be
    told. The rows are locked, without live payment. What a person held stays held.
    """
    payees = payees_of(tx.session, {each.payee_id for each in payables}, bangkok_date(now))
    holds = holds_of(tx.session, payables, payees)
    stopped = []
    for payable in payables:
        if payable.hold_reason is HoldReason.BY_PERSON:
            continue
        hold = holds[payable.id]
        if hold is None and payable.state is PayableState.HELD:
            _change_hold(tx, payable, "resume", None, actor=actor, now=now)
        elif hold is not None and payable.state is PayableState.OPEN:
            _change_hold(tx, payable, "hold", hold, actor=actor, now=now)
            stopped.append(payable)
        elif hold is not payable.hold_reason:
            payable.hold_reason = hold
            tx.session.flush()
            stopped.append(payable)
    return stopped


def _change_hold(
    tx: Tx, payable: Payable, verb: str, hold: HoldReason | None, *, actor: Actor, now: datetime
) -> None:
    tx.advance(
        Payable, payable.id, PAYABLE_MACHINE, verb, hold_reason=hold, state_reason_id=None, state_since=now
    )
    name = "payable.held" if hold else "payable.resumed"
    audit.record(tx, name, "payable", payable.id, actor, now, {"hold": hold.value if hold else None})


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


def lock_batch(tx: Tx, batch_id: int) -> tuple[Batch, Locked]:
    """A batch with its payments that were not withdrawn, all locked. NotFound if there is none."""
    locked = lock_payments(tx, sa.and_(Payment.batch_id == batch_id, Payment.state != PaymentState.WITHDRAWN))
    return tx.lock(Batch, batch_id), locked


def lock_payable(tx: Tx, payable_id: int) -> tuple[Payable, Payment | None]:
    """A payable and its live payment, locked, the coupon first."""
    coupon_id = tx.scalar(sa.select(Payable.coupon_id).where(Payable.id == payable_id))
    if coupon_id is None:
        raise NotFound
    tx.lock(Coupon, coupon_id)
    payable = tx.lock(Payable, payable_id)
    return payable, live_payment(tx, payable_id)


def live_payment(tx: Tx, payable_id: int) -> Payment | None:
    """The payable's one live attempt, locked."""

    found: Payment | None = tx.scalar(
        sa.select(Payment).where(Payment.payable_id == payable_id, Payment.state.in_(LIVE)).with_for_update()
    )
    return found


def refuse_blocked_signers(tx: Tx, person_ids: Collection[int | None]) -> None:
    """Refused(SIGNER_BLOCKED) when one of those who signed before is blocked: their word may be another's."""
    signed = sa.select(Person.active).where(Person.id.in_([each for each in person_ids if each is not None]))

    def all_may_sign(locked: bool) -> None:
        read = signed.order_by(Person.id).with_for_update(read=True) if locked else signed
        if not all(tx.session.scalars(read)):
            raise Refused(PayoutRefusal.SIGNER_BLOCKED)

    tx.hold(all_may_sign)


def refuse_second_finding(tx: Tx, payment_id: int) -> None:
    """Refused(ALREADY_STATED) while somebody's word on the payment waits for another. The payment is locked."""
    waiting = tx.scalar(
        sa.select(ManualFinding.id).where(
            ManualFinding.payment_id == payment_id, ManualFinding.state == ManualState.WAITING
        )
    )
    if waiting is not None:
        raise Refused(PayoutRefusal.ALREADY_STATED)


# Batches.


def ordered(payments: Sequence[Payment]) -> list[Ordered]:
    """The payments as they are signed for."""
    return [
        Ordered(
            each.end_to_end_id,
            each.payee_number,
            each.payee_name,
            each.bank_code,
            each.account_number,
            each.net,
        )
        for each in payments
    ]


def refuse_if_changed(batch: Batch, payments: Sequence[Payment]) -> None:
    """Refused(CHANGED_SINCE) unless the payments are, to the satang, those that were submitted."""
    if batch.control_digest != control_digest(ordered(payments)):
        raise Refused(PayoutRefusal.CHANGED_SINCE)


def recount(tx: Tx, batch: Batch, payments: Sequence[Payment]) -> None:
    """Write the sums of the payments that stand into the batch."""
    batch.payment_count = len(payments)
    batch.gross_satang = sum(each.gross_satang for each in payments)
    batch.withheld_satang = sum(each.withheld_satang for each in payments)
    batch.net_satang = sum(each.net_satang for each in payments)
    tx.session.flush()


def withdraw_payment(tx: Tx, payment: Payment, *, actor: Actor, now: datetime) -> None:
    """Take a payment out before the bank has heard of it; its payable may be batched again."""
    tx.advance(Payment, payment.id, PAYMENT_MACHINE, "withdraw", state_since=now)
    audit.record(tx, "payment.withdrawn", "payment", payment.id, actor, now, {"batch_id": payment.batch_id})


def move_batch(
    tx: Tx,
    batch: Batch,
    verb: str,
    name: str,
    *,
    actor: Actor,
    now: datetime,
    reason_id: int | None = None,
    fields: dict[str, Any] | None = None,
    **columns: Any,
) -> None:
    """Move a batch by one verb of its machine and keep who did it, when and why."""
    tx.advance(Batch, batch.id, BATCH_MACHINE, verb, state_since=now, state_reason_id=reason_id, **columns)
    audit.record(tx, name, "batch", batch.id, actor, now, fields, reason_id)


def settle_if_done(tx: Tx, batch_id: int, *, actor: Actor, now: datetime) -> None:
    """A released batch is settled once no payment of it is still with the bank."""
    waiting = tx.scalar(
        sa.select(sa.func.count())
        .select_from(Payment)
        .where(Payment.batch_id == batch_id, Payment.state.in_((PaymentState.SENT, PaymentState.UNKNOWN)))
    )
    batch = tx.lock(Batch, batch_id)
    if not waiting and batch.state is BatchState.RELEASED:
        move_batch(tx, batch, "settle", "batch.settled", actor=actor, now=now, settled_at=now)


# What becomes of a payment.


def follow_up(tx: Tx, payables: Collection[Payable], *, actor: Actor, now: datetime) -> None:
    """After the bank's word on their payments: what is owed again is held where its account was refused, and every
    payee is told once.
    """
    tx.session.flush()
    owed = [each for each in payables if each.state in (PayableState.OPEN, PayableState.HELD)]
    review_holds(tx, owed, actor=actor, now=now)
    tell_payees(tx, payables, now)


@dataclass(frozen=True, slots=True)
class Word:
    """By whose word something became of a payment: the line, the bank's code and words, and the day it happened."""

    kind: EventKind
    on: date
    line_id: int | None = None
    code: str | None = None
    words: str = ""


def tell(tx: Tx, payment: Payment, word: Word, *, actor: Actor, now: datetime) -> None:
    """Write one line into a payment's history."""
    tx.add(
        PaymentEvent(
            payment_id=payment.id,
            kind=word.kind,
            at=now,
            line_id=word.line_id,
            code=word.code,
            words=word.words[:500],
            person_id=actor.person_id,
        )
    )


def send_all(tx: Tx, locked: Locked, *, actor: Actor, now: datetime, watch: Watch = UNWATCHED) -> None:
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
    watch.expect(len(ids))
    for payment in locked.payments:
        payable = locked.payable_of(payment)
        _post(tx, Move.SEND, payment.net_satang, payment, payable, actor=actor, now=now)
        _post(tx, Move.WITHHOLD, payment.withheld_satang, payment, payable, actor=actor, now=now)
        watch.step()
    told = {"kind": EventKind.RELEASED, "at": now, "person_id": actor.person_id}
    tx.execute(sa.insert(PaymentEvent), [{"payment_id": key, **told} for key in ids])
    tx.session.expire_all()


def apply(
    tx: Tx, effect: Effect, payment: Payment, payable: Payable, word: Word, *, actor: Actor, now: datetime
) -> None:
    """Do to a payment what the word means, and write it into its history. Everything is locked."""
    if effect is Effect.PAY:
        _pay(tx, payment, payable, word, actor=actor, now=now)
    elif effect is Effect.FAIL:
        _fail(tx, payment, payable, word, actor=actor, now=now)
    elif effect is Effect.RETURN:
        _return(tx, payment, payable, word, actor=actor, now=now)
    tell(tx, payment, word, actor=actor, now=now)


def _pay(tx: Tx, payment: Payment, payable: Payable, word: Word, *, actor: Actor, now: datetime) -> None:
    tx.advance(Payment, payment.id, PAYMENT_MACHINE, "pay", paid_on=word.on, state_since=now)
    _post(tx, Move.PAY, payment.net_satang, payment, payable, actor=actor, now=now)
    tx.advance(Payable, payable.id, PAYABLE_MACHINE, "settle", settled_at=now, state_since=now)
    coupons.claims.operations.mark_paid(tx, payable.redemption_id, actor=actor, now=now)
    _audit(tx, "payment.paid", payment, word, actor=actor, now=now)


def _fail(tx: Tx, payment: Payment, payable: Payable, word: Word, *, actor: Actor, now: datetime) -> None:
    tx.advance(
        Payment,
        payment.id,
        PAYMENT_MACHINE,
        "fail",
        state_since=now,
        failure_code=word.code,
        failure_words=word.words[:500],
    )
    _post(tx, Move.REFUSE, payment.net_satang, payment, payable, actor=actor, now=now)
    _post(tx, Move.UNWITHHOLD, payment.withheld_satang, payment, payable, actor=actor, now=now)
    _audit(tx, "payment.failed", payment, word, actor=actor, now=now)


def _return(tx: Tx, payment: Payment, payable: Payable, word: Word, *, actor: Actor, now: datetime) -> None:
    tx.advance(
        Payment,
        payment.id,
        PAYMENT_MACHINE,
        "return",
        state_since=now,
        failure_code=word.code,
        failure_words=word.words[:500],
    )
    _post(tx, Move.RETURN_PAID, payment.net_satang, payment, payable, actor=actor, now=now)
    _post(tx, Move.UNWITHHOLD, payment.withheld_satang, payment, payable, actor=actor, now=now)
    tx.advance(Payable, payable.id, PAYABLE_MACHINE, "reopen", settled_at=None, state_since=now)
    coupons.claims.operations.mark_unpaid(tx, payable.redemption_id, actor=actor, now=now)
    _audit(tx, "payment.returned", payment, word, actor=actor, now=now)


def _post(
    tx: Tx, move: Move, satang: int, payment: Payment, payable: Payable, *, actor: Actor, now: datetime
) -> None:
    ledger.moves.post(
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


def _audit(tx: Tx, name: str, payment: Payment, word: Word, *, actor: Actor, now: datetime) -> None:
    fields = {"line_id": word.line_id, "by": word.kind.value, "batch_id": payment.batch_id}
    audit.record(tx, name, "payment", payment.id, actor, now, fields)
