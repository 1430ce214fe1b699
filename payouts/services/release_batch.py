"""The last signature: the bank file is written, and the money is in transit."""

from __future__ import annotations

from datetime import date, datetime

from config import Settings
from core.actor import Actor
from core.db import Tx, transaction
from core.documents import operations as documents
from core.settings import installation
from core.tasks.long_work import UNWATCHED, Watch
from payouts import moves
from payouts.bankfiles import pain001
from payouts.bankfiles.model import CreditTransfer, CreditTransferFile
from payouts.commands import RELEASE_BATCH
from payouts.models import BankFile, Batch, Payment
from payouts.releasing import ready_to_release


def release_batch(
    batch_id: int,
    version: pain001.Version,
    execution_date: date | None = None,
    *,
    actor: Actor,
    now: datetime,
    watch: Watch = UNWATCHED,
) -> None:
    """Write the order and post payable → in transit, or do nothing at all. Refused as ready_to_release() says."""
    with transaction(RELEASE_BATCH, actor, now) as tx:
        ready = ready_to_release(tx, batch_id, execution_date, now=now)
        batch, payments = ready.batch, ready.locked.payments
        moves.move_batch(
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
        moves.send_all(tx, ready.locked, actor=actor, now=now, watch=watch)
        watch.finish(tx, batch_id, now)


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
    settings: Settings = installation.settings()
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
