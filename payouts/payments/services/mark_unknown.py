"""Stop waiting for a bank that has said nothing."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core.actor import SYSTEM
from core.audit import operations as audit
from core.calendar.due import is_over
from core.clock import bangkok_date
from core.db import transaction
from payouts.models.batches import Batch
from payouts.models.payments import Payment
from payouts.payments.operations import EventDetails, lock_payments, record_event
from payouts.states import PAYMENT_MACHINE, SILENCE_LIMIT, EventKind, PaymentState

_DAY_OF_PAYMENT = sa.func.timezone("Asia/Bangkok", sa.cast(Batch.execution_date, sa.DateTime()))
"""The beginning of that day in Bangkok."""


def mark_unknown(*, now: datetime) -> int:
    """Mark sent payments unknown whose day lies too far back: two people find out and record it. Returns how many."""
    with transaction() as tx:
        silent = sa.select(Batch.id).where(is_over(_DAY_OF_PAYMENT, SILENCE_LIMIT, now))
        locked = lock_payments(tx, sa.and_(Payment.state == PaymentState.SENT, Payment.batch_id.in_(silent)))
        lost = [each for each in locked.payments if each.state is PaymentState.SENT]
        details = EventDetails(EventKind.SILENT, bangkok_date(now))
        for payment in lost:
            tx.advance(Payment, payment.id, PAYMENT_MACHINE, "lose_sight", state_since=now)
            record_event(tx, payment, details, actor=SYSTEM, now=now)
            audit.record(tx, "payment.unknown", "payment", payment.id, SYSTEM, now)
        return len(lost)
