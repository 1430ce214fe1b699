"""What `flask ledger verify` proves of batches: they add up, and are what was signed for."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core.registry import Finding
from core.statements import with_members
from payouts.batches.operations import ordered
from payouts.batches.rules import control_digest
from payouts.models.batches import Batch
from payouts.models.payables import Payable
from payouts.models.payments import Payment
from payouts.states import BatchState, PaymentState
from projects.models import BudgetLine

_WITH_FILE = (BatchState.RELEASED, BatchState.SETTLED, BatchState.CLOSED, BatchState.RECALLED)


def batches_add_up(session: Session) -> Iterator[Finding]:
    """A batch's sums are those of its payments, and of the file that went to the bank."""
    for row in session.execute(
        with_members(
            """SELECT b.id, b.number, b.payment_count, b.gross_satang, b.withheld_satang, b.net_satang,
          count(y.id) AS payments, coalesce(sum(y.gross_satang), 0) AS gross,
          coalesce(sum(y.withheld_satang), 0) AS withheld, coalesce(sum(y.net_satang), 0) AS net,
          f.payment_count AS in_file, f.total_satang AS file_total, f.batch_id IS NOT NULL AS has_file, b.state
        FROM batches b LEFT JOIN payments y ON y.batch_id = b.id
          AND (y.state <> PaymentState.WITHDRAWN OR b.state IN (BatchState.REJECTED, BatchState.CANCELLED))
        LEFT JOIN bank_files f ON f.batch_id = b.id GROUP BY b.id, f.batch_id ORDER BY b.id""",
            BatchState,
            PaymentState,
        )
    ):
        sums = (row.payment_count, row.gross_satang, row.withheld_satang, row.net_satang)
        ended = row.state in (BatchState.REJECTED, BatchState.CANCELLED)
        if not ended and sums != (row.payments, row.gross, row.withheld, row.net):
            yield Finding("payouts.batches", f"batch {row.number}", "its sums are not those of its payments")
        sent = row.state in _WITH_FILE
        if sent != row.has_file or (sent and (row.in_file, row.file_total) != (row.payments, row.net)):
            yield Finding("payouts.batches", f"batch {row.number}", "its file is missing or has another sum")


def batches_are_what_was_signed(session: Session) -> Iterator[Finding]:
    """A batch that was submitted still pays whom, where and what was signed for."""
    signed = session.scalars(
        sa.select(Batch)
        .where(Batch.state.in_((BatchState.SUBMITTED, BatchState.APPROVED, *_WITH_FILE)))
        .order_by(Batch.id)
    )
    for batch in signed:
        payments = session.scalars(
            sa.select(Payment).where(Payment.batch_id == batch.id, Payment.state != PaymentState.WITHDRAWN)
        ).all()
        if batch.control_digest != control_digest(ordered(payments)):
            yield Finding("payouts.signed", f"batch {batch.number}", "is no longer what was signed for")


def batches_are_of_one_source(session: Session) -> Iterator[Finding]:
    """What a batch pays is of its own source of money: its file debits that source's account."""
    mixed = (
        sa.select(Batch.number, sa.func.count())
        .join(Payment, Payment.batch_id == Batch.id)
        .join(Payable, Payable.id == Payment.payable_id)
        .join(BudgetLine, BudgetLine.id == Payable.line_id)
        .where(BudgetLine.source != Batch.source, Payment.state != PaymentState.WITHDRAWN)
        .group_by(Batch.number)
        .order_by(Batch.number)
    )
    for number, count in session.execute(mixed):
        yield Finding(
            "payouts.sources", f"batch {number}", f"{count} payments are of another source of money"
        )


CHECKS = {
    "payouts.batches": batches_add_up,
    "payouts.signed": batches_are_what_was_signed,
    "payouts.sources": batches_are_of_one_source,
}
"""Every name is that of the findings it yields."""
