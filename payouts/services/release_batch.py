"""The last signature: the bank file is written, and the money is in transit."""

from __future__ import annotations

from datetime import date, datetime

from flask import current_app

from config import Settings
from core import documents
from core.actor import Actor
from core.clock import bangkok_date
from core.db import Tx, transaction
from core.errors import Refused
from core.permissions import Permission
from payouts import moves
from payouts.bankfiles import pain001
from payouts.bankfiles.model import CreditTransfer, CreditTransferFile
from payouts.models import BankFile, Batch, Payment
from payouts.queries import payees_of
from payouts.rules import hold_for, releaser_refusal
from payouts.signing import is_banking_day, next_banking_day, signatures_of
from payouts.states import BATCH_MACHINE, PayableState, PayoutRefusal


def release_batch(
    batch_id: int,
    version: pain001.Version,
    execution_date: date | None = None,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Write the order and post payable → in transit, or do nothing at all.

    Refused when this person may not (PREPARED_BY_YOU, APPROVED_BY_YOU), when anything changed since it
    was submitted (CHANGED_SINCE, PAYEE_NOT_PAYABLE), or the day is none on which banks work.
    """
    actor.require(Permission.PAYOUTS_BATCH_RELEASE)
    person_id = actor.known_person_id
    with transaction() as tx:
        batch, locked = moves.lock_batch(tx, batch_id)
        BATCH_MACHINE.next(batch.state, "release")
        if refusal := releaser_refusal(signatures_of(batch), person_id):
            raise Refused(refusal)
        moves.refuse_if_changed(batch, locked.payments)
        _refuse_unless_payable(tx, locked, now)
        day = _execution_day(execution_date, now)
        moves.move_batch(
            tx,
            batch,
            "release",
            "batch.released",
            actor=actor,
            now=now,
            fields={"net_satang": batch.net_satang, "version": version, "on": day.isoformat()},
            released_at=now,
            released_by_id=person_id,
            execution_date=day,
        )
        _write_file(tx, batch, locked.payments, version, day, actor=actor, now=now)
        moves.send_all(tx, locked, actor=actor, now=now)


def _execution_day(wanted: date | None, now: datetime) -> date:
    """The next banking day unless another is asked for; never a past one."""
    today = bangkok_date(now)
    day = wanted or next_banking_day(today)
    if day < today or not is_banking_day(day):
        raise Refused(PayoutRefusal.NOT_A_WORKING_DAY)
    return day


def _refuse_unless_payable(tx: Tx, locked: moves.Locked, now: datetime) -> None:
    """Each payee must still be payable, at the very account that was signed for."""
    payees = payees_of(tx.session, {each.payee_id for each in locked.payables.values()}, bangkok_date(now))
    for payment in locked.payments:
        payable = locked.payable_of(payment)
        payee = payees[payable.payee_id]
        account_id = payee.account.id if payee.account else None
        if (
            payable.state is not PayableState.OPEN
            or account_id != payment.bank_account_id
            or hold_for(payee.facts(payable.payee_mode)) is not None
        ):
            raise Refused(PayoutRefusal.PAYEE_NOT_PAYABLE, payee=payee.name)


def _write_file(
    tx: Tx,
    batch: Batch,
    payments: tuple[Payment, ...],
    version: pain001.Version,
    day: date,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    settings: Settings = current_app.extensions["settings"]
    order = CreditTransferFile(
        message_id=batch.number,
        created_at=now,
        debtor_name=settings.payer_name,
        debtor_tax_id=settings.payer_tax_id,
        debtor_account=settings.payer_account,
        debtor_bank_code=settings.payer_bank_code,
        debtor_branch=settings.payer_branch or None,
        execution_date=day,
        transfers=tuple(_transfer(batch, number, each) for number, each in enumerate(payments, start=1)),
    )
    written = pain001.write(order, version)
    name = f"{batch.number}.pain.001.001.{version}.xml"
    document = documents.store_as(
        tx, written, "application/xml", name, "bank_order", None, actor=actor, now=now
    )
    tx.add(
        BankFile(
            batch_id=batch.id,
            message_id=order.message_id,
            version=version,
            document_id=document.id,
            digest=bytes.fromhex(pain001.control_digest(written)),
            debtor_bank_code=order.debtor_bank_code,
            debtor_account=order.debtor_account,
            payment_count=len(order.transfers),
            total_satang=order.total.satang,
            written_at=now,
        )
    )


def _transfer(batch: Batch, number: int, payment: Payment) -> CreditTransfer:
    return CreditTransfer(
        end_to_end_id=payment.end_to_end_id,
        instruction_id=f"{batch.number}.{number:05d}",
        amount=payment.net,
        creditor_name=payment.payee_name,
        creditor_tax_id=payment.payee_number,
        creditor_bank_code=payment.bank_code,
        creditor_branch=None,
        creditor_account=payment.account_number,
        remittance=f"คูปอง สสว. {batch.number} {payment.end_to_end_id}",
    )
