"""The last signature: the bank file is written, and the money is in transit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from banking.model import CreditTransfer, CreditTransferFile
from banking.pain001 import PAIN001, Version, control_digest
from config import Settings
from core.actor import Actor
from core.db import Tx, transaction
from core.documents import operations as documents
from core.permissions import Permission
from core.settings import installation
from core.tasks.long_work import NO_PROGRESS, Kind, Progress
from core.tasks.queue import Queue
from payouts.batches.commands import ASK_RELEASE, RELEASE_BATCH
from payouts.batches.operations import move_batch, ready_to_release
from payouts.models.batches import BankFile, Batch
from payouts.models.payments import Payment
from payouts.paying_accounts import paying_accounts
from payouts.payments.operations import send_all


def release_batch(
    batch_id: int,
    version: Version,
    execution_date: date | None = None,
    *,
    actor: Actor,
    now: datetime,
    progress: Progress = NO_PROGRESS,
) -> None:
    """Write the order and post payable → in transit, or do nothing at all. Refused as ready_to_release() says."""
    with transaction(RELEASE_BATCH, actor, now) as tx:
        ready = ready_to_release(tx, batch_id, execution_date, now=now)
        batch, payments = ready.batch, ready.locked.payments
        move_batch(
            tx,
            batch,
            "release",
            "batch.released",
            actor=actor,
            now=now,
            fields={"net_satang": batch.net_satang, "version": version, "on": ready.day.isoformat()},
            released_at=now,
            released_by_id=actor.known_person_id,
            execution_date=ready.day,
        )
        _write_file(tx, batch, payments, version, ready.day, actor=actor, now=now)
        send_all(tx, ready.locked, actor=actor, now=now, progress=progress)
        progress.finish(tx, batch_id, now)


def _write_file(
    tx: Tx,
    batch: Batch,
    payments: tuple[Payment, ...],
    version: Version,
    day: date,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    settings: Settings = installation.settings()
    account = paying_accounts(settings)[batch.source]
    order = CreditTransferFile(
        message_id=batch.number,
        created_at=now,
        debtor_name=settings.payer_name,
        debtor_tax_id=settings.payer_tax_id,
        debtor_account=account.number,
        debtor_bank_code=account.bank_code,
        debtor_branch=account.branch,
        execution_date=day,
        transfers=tuple(_transfer(batch, number, each) for number, each in enumerate(payments, start=1)),
    )
    written = PAIN001.write(order, version)
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
            digest=bytes.fromhex(control_digest(written)),
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


def _release(arguments: Mapping[str, Any], *, actor: Actor, now: datetime, progress: Progress) -> None:
    day = date.fromisoformat(arguments["execution_date"])
    release_batch(arguments["batch_id"], arguments["version"], day, actor=actor, now=now, progress=progress)


def _batch_number(session: Session, arguments: Mapping[str, Any]) -> str:
    return session.get_one(Batch, arguments["batch_id"]).number


RELEASE = Kind(
    name="payouts.release",
    queue=Queue.MONEY,
    title=_l("Releasing a batch to the bank"),
    needs=Permission.PAYOUTS_BATCH_RELEASE,
    asking=ASK_RELEASE,
    seen_by=Permission.PAYOUTS_BATCH_READ,
    run=_release,
    subject=_batch_number,
    steps=_l("Payments of the batch"),
    result_url=lambda batch_id: url_for("payouts.batch", batch_id=batch_id),
    back_url=lambda arguments: url_for("payouts.batch", batch_id=arguments["batch_id"]),
    done=_l("Released. Download the file and send it to the bank."),
    kept=_l("Nothing was sent, and the batch is still approved. Check it, then release it again."),
)
