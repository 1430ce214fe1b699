"""The words of this package's history: every audit name, and the colour of its dot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.audit.words import SubjectKind
from identity.people.history import HistoryRow, history_rows

_HISTORY: Mapping[str, tuple[Any, str]] = {
    "payable.opened": (_l("Claim approved: payable"), "brand"),
    "payable.held": (_l("On hold"), "bad"),
    "payable.resumed": (_l("Hold released"), "good"),
    "payable.withdrawn": (_l("Withdrawn: the claim is disputed"), "bad"),
    "batch.drafted": (_l("Drafted"), "plain"),
    "batch.submitted": (_l("Submitted for approval"), "brand"),
    "batch.returned": (_l("Sent back for correction"), "wait"),
    "batch.approved": (_l("Approved"), "good"),
    "batch.rejected": (_l("Rejected"), "bad"),
    "batch.cancelled": (_l("Cancelled"), "bad"),
    "batch.released": (_l("Released to the bank"), "brand"),
    "batch.recall_asked": (_l("Recall reported, awaiting second approver"), "wait"),
    "batch.recalled": (_l("Recalled from the bank"), "bad"),
    "batch.settled": (_l("Every payment has a result"), "good"),
    "batch.closed": (_l("Closed"), "plain"),
    "payment.withdrawn": (_l("Removed from the batch"), "plain"),
    "payment.paid": (_l("Paid"), "good"),
    "payment.failed": (_l("Failed: payable again"), "bad"),
    "payment.returned": (_l("Returned: payable again"), "bad"),
    "payment.unknown": (_l("No answer from the bank for too long"), "bad"),
    "payment.outcome_stated": (_l("Payment result recorded, awaiting second approver"), "wait"),
    "payment.outcome_declined": (_l("Payment result declined"), "bad"),
    "bank_answer.imported": (_l("File imported"), "brand"),
    "statement_line.set_aside": (_l("Line set aside"), "plain"),
}
AUDIT_WORDS = {name: words for name, (words, _tone) in _HISTORY.items()}
TONES = {name: tone for name, (_words, tone) in _HISTORY.items()}
SUBJECTS = {
    "payable": SubjectKind(_l("Claim to pay"), "payouts.payable", "payable_id"),
    "payment": SubjectKind(_l("Payment"), "payouts.payment", "payment_id"),
    "batch": SubjectKind(_l("Batch"), "payouts.batch", "batch_id"),
    "bank_import": SubjectKind(_l("Bank file"), "payouts.imported", "import_id"),
    "statement_line": SubjectKind(_l("Statement line"), "payouts.line", "line_id"),
}


def history_of(session: Session, *subjects: tuple[str, int]) -> list[HistoryRow]:
    """What happened to these, newest first, with who did it. Two statements."""
    return history_rows(session, AUDIT_WORDS, TONES, *subjects, for_staff=True)
