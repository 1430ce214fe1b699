"""The approver sends the closing of a budget line back."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from coupons.year_end.commands import RETURN_CLOSING
from coupons.year_end.models import LineClosing
from coupons.year_end.states import LINE_CLOSING_MACHINE


def return_closing(closing_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Return it with a reason, kept under the key of who proposed it and reads it.

    One that was approved needs another resolution then; the signed file of the first is kept.
    """
    with transaction(RETURN_CLOSING, actor, now) as tx:
        closing = tx.lock(LineClosing, closing_id)
        reason_id = audit.store_submitters_reason(tx, closing, reason, actor=actor)
        tx.advance(
            LineClosing,
            closing_id,
            LINE_CLOSING_MACHINE,
            "return",
            state_since=now,
            state_reason_id=reason_id,
            approved_at=None,
            approved_by_id=None,
            resolution_body=None,
            resolution_number=None,
            resolution_date=None,
            resolution_document_id=None,
        )
        audit.record(tx, "line_closing.returned", "line_closing", closing_id, actor, now, reason_id=reason_id)
