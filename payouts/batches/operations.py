"""What the commands on batches share: what is locked, counted, signed for, and must hold when a batch goes to the bank."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config import Settings
from core.actor import Actor
from core.audit import operations as audit
from core.calendar.due import calendar
from core.clock import bangkok_date
from core.commands import Facts
from core.db import Tx
from core.errors import Refused
from core.settings import installation
from coupons.coupons.models import Coupon
from identity.bank_accounts.models import BankAccount
from payouts.batches import rules
from payouts.batches.queries import Selection, selected
from payouts.batches.rules import Ordered, control_digest
from payouts.models.batches import Batch
from payouts.models.payables import Payable
from payouts.models.payments import Payment
from payouts.operations import refuse_blocked_signers
from payouts.payees.queries import holds_of, payees_of
from payouts.payees.rules import hold_for
from payouts.payments.operations import Locked, imports_stand_still, lock_payments
from payouts.states import (
    BATCH_MACHINE,
    HoldReason,
    PayableState,
    PaymentState,
    PayoutRefusal,
)
from projects.models import BudgetLine
from projects.states import FundSource
from providers.models import Provider
from smes.models import Sme


def lock_batch(tx: Tx, batch_id: int) -> tuple[Batch, Locked]:
    """A batch with its payments that were not withdrawn, all locked. NotFound if there is none."""
    locked = lock_payments(tx, sa.and_(Payment.batch_id == batch_id, Payment.state != PaymentState.WITHDRAWN))
    return tx.lock(Batch, batch_id), locked


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
    """Write the sums of the payments that remain into the batch."""
    batch.payment_count = len(payments)
    batch.gross_satang = sum(each.gross_satang for each in payments)
    batch.withheld_satang = sum(each.withheld_satang for each in payments)
    batch.net_satang = sum(each.net_satang for each in payments)
    tx.session.flush()


def move_batch(
    tx: Tx,
    batch: Batch,
    trigger: str,
    name: str,
    *,
    actor: Actor,
    now: datetime,
    reason_id: int | None = None,
    fields: dict[str, Any] | None = None,
    **columns: Any,
) -> None:
    """Apply one trigger to a batch and record who did it, when and why."""
    tx.advance(Batch, batch.id, BATCH_MACHINE, trigger, state_since=now, state_reason_id=reason_id, **columns)
    audit.record(tx, name, "batch", batch.id, actor, now, fields, reason_id)


MOST_PAYMENTS = 500
"""Payments in one file: one request releases them all, in a few seconds (some 20 ms each)."""
_ONE_DRAFTER = 0xBA7C
"""Advisory lock number: batches are numbered one after the other, without gaps."""


def take(tx: Tx, selection: Selection) -> list[Payable]:
    """The selected payables, locked after their coupons, each looked at again under the lock."""
    found = tx.execute(selected(selection).with_only_columns(Payable.id, Payable.coupon_id)).all()
    coupon_ids = sorted({row.coupon_id for row in found})
    tx.execute(sa.select(Coupon.id).where(Coupon.id.in_(coupon_ids)).order_by(Coupon.id).with_for_update())
    return list(
        tx.session.scalars(
            selected(selection)
            .where(Payable.id.in_([row.id for row in found]))
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )


def one_source(tx: Tx, payables: Iterable[Payable]) -> FundSource:
    """Where the money of all of them comes from. Refused(TWO_SOURCES): a file debits the account of one source."""
    of_lines = sa.select(BudgetLine.source).where(BudgetLine.id.in_({each.line_id for each in payables}))
    sources = tx.session.scalars(of_lines.distinct()).all()
    if len(sources) > 1:
        raise Refused(PayoutRefusal.TWO_SOURCES)
    return sources[0]


def attempts_of(session: Session, payable_ids: Sequence[int]) -> dict[int, int]:
    """How many attempts each payable has had, by its id."""
    rows = session.execute(
        sa.select(Payment.payable_id, sa.func.max(Payment.attempt_no).label("number"))
        .where(Payment.payable_id.in_(payable_ids))
        .group_by(Payment.payable_id)
    )
    return {row.payable_id: row.number for row in rows}


def next_running_no(tx: Tx, fiscal_year: int) -> int:
    """The next number of the year. Drafters take turns until they commit."""
    tx.execute(sa.select(sa.func.pg_advisory_xact_lock(_ONE_DRAFTER)))
    last = tx.scalar(sa.select(sa.func.max(Batch.running_no)).where(Batch.fiscal_year == fiscal_year))
    return (last or 0) + 1


@dataclass(frozen=True, slots=True)
class Ready:
    """A batch that may go, with its payments, all locked, and the day on which the bank is to pay."""

    batch: Batch
    locked: Locked
    day: date


def ready_to_release(tx: Tx, batch_id: int, execution_date: date | None, *, now: datetime) -> Ready:
    """The batch, unless something keeps it from going.

    Refused when this person may not (PREPARED_BY_YOU, APPROVED_BY_YOU), when who signed before is blocked (SIGNER_BLOCKED), when anything changed since it
    was submitted (CHANGED_SINCE, PAYEE_NOT_PAYABLE, NAMED_BY_BANK), it pays from two sources (TWO_SOURCES), or the day is none on which banks work.
    """
    imports_stand_still(tx)
    batch, locked = lock_batch(tx, batch_id)
    BATCH_MACHINE.next(batch.state, "release")
    tx.authorise(payee=locked.payee_ids, **release_bars(batch))
    refuse_blocked_signers(tx, signatures_of(batch).rests_on)
    refuse_if_changed(batch, locked.payments)
    if one_source(tx, locked.payables.values()) is not batch.source:
        raise Refused(PayoutRefusal.TWO_SOURCES)
    _refuse_unless_payable(tx, locked, now)
    return Ready(batch, locked, _execution_day(execution_date, now))


def _execution_day(wanted: date | None, now: datetime) -> date:
    """The next banking day unless another is asked for; never a past one."""
    today = bangkok_date(now)
    day = wanted or calendar().next_working_day(today)
    if day < today or not calendar().is_working_day(day):
        raise Refused(PayoutRefusal.NOT_A_WORKING_DAY)
    return day


def _refuse_unless_payable(tx: Tx, locked: Locked, now: datetime) -> None:
    """Each payee must still be payable, at the very account that was signed for: here, and again before the commit."""
    payees = payees_of(tx.session, locked.payee_ids, bangkok_date(now))
    holds = holds_of(tx.session, locked.payables.values(), payees)
    signed_for = []
    for payment in locked.payments:
        payable = locked.payable_of(payment)
        payee = payees[payable.payee_id]
        account_id = payee.account.id if payee.account else None
        if (
            payable.state is not PayableState.OPEN
            or account_id != payment.bank_account_id
            or holds[payable.id] not in (None, HoldReason.NAMED_BY_BANK)
        ):
            raise Refused(PayoutRefusal.PAYEE_NOT_PAYABLE, payee=payee.name)
        if holds[payable.id] is HoldReason.NAMED_BY_BANK:
            raise Refused(PayoutRefusal.NAMED_BY_BANK, reference=payment.end_to_end_id)
        signed_for.append((payable.payee_id, payable.payee_mode, account_id))

    def still(to_the_commit: bool) -> None:
        """No suspension or other account came while the file was written; now they have just been read."""
        if not to_the_commit:
            return
        ids = {payee_id for payee_id, _mode, _account in signed_for}
        _let_stand(tx, ids)
        found = payees_of(tx.session, ids, bangkok_date(now))
        for payee_id, mode, account_id in signed_for:
            payee = found[payee_id]
            other = payee.account is None or payee.account.id != account_id
            if other or hold_for(payee.facts(mode)) is not None:
                raise Refused(PayoutRefusal.PAYEE_NOT_PAYABLE, payee=payee.name)

    tx.hold(still)


def _let_stand(tx: Tx, payee_ids: Collection[int]) -> None:
    """Have whoever suspends one of these, or replaces its account, wait for us; they lock these rows for themselves alone."""
    for model in (Provider, Sme, BankAccount):
        theirs = sa.select(model.organisation_id).where(model.organisation_id.in_(payee_ids))
        tx.execute(theirs.order_by(*sa.inspect(model).primary_key).with_for_update(read=True, key_share=True))


def refuse_unless_recallable(batch: Batch, payments: Sequence[Payment]) -> None:
    """WrongState unless it was released; Refused(SOME_ALREADY_PAID) once the bank has paid any of it."""
    BATCH_MACHINE.next(batch.state, "recall")
    if any(each.state in (PaymentState.PAID, PaymentState.RETURNED) for each in payments):
        raise Refused(PayoutRefusal.SOME_ALREADY_PAID)


def signatures_of(batch: Batch) -> rules.Signatures:
    """Who has signed so far. The band counts as it was when submitted, and as it is now: the stricter holds."""
    settings: Settings = installation.settings()
    return rules.Signatures(
        drafted_by=batch.drafted_by_id,
        submitted_by=batch.submitted_by_id,
        approved_by=batch.approved_by_id,
        above_band=batch.three_persons or batch.gross_satang > settings.batch_three_person_satang,
    )


def approval_bars(batch: Batch) -> dict[str, Facts]:
    """Whom APPROVE_BATCH bars."""
    return {"preparers": signatures_of(batch).prepared_by}


def release_bars(batch: Batch) -> dict[str, Facts]:
    """Whom RELEASE_BATCH bars."""
    signed = signatures_of(batch)
    return {"preparers": signed.prepared_by, "approver": signed.not_by_approver}
