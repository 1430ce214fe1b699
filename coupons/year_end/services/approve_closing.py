"""The approver records the resolution on what is carried over; a line whose year is over is closed at once."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.clock import bangkok_date
from core.db import transaction
from core.documents import operations as documents
from coupons.year_end.bound import bound_of
from coupons.year_end.commands import APPROVE_CLOSING
from coupons.year_end.models import LineClosing
from coupons.year_end.operations import close, lock_bound, require_possible
from coupons.year_end.queries import authors_of
from coupons.year_end.rules import year_is_over
from coupons.year_end.states import LINE_CLOSING_MACHINE
from projects.models import BudgetLine
from projects.operations import advance_by_resolution
from projects.rules import Resolution


def approve_closing(closing_id: int, resolution: Resolution, *, actor: Actor, now: datetime) -> None:
    """Approve a proposed closing with its resolution. What is bound is read anew, under the locks of its coupons.

    Refused(WRITTEN_BY_YOU) for who drafted, changed or proposed it; as problem_of_day and problem_of_closing say of the
    line as it is now.
    """
    APPROVE_CLOSING.admit(actor, now)
    signed = documents.judge(resolution.content)
    with transaction(APPROVE_CLOSING, actor, now) as tx:
        closing = tx.lock(LineClosing, closing_id)
        tx.authorise(authors=authors_of(tx.session, closing_id))
        LINE_CLOSING_MACHINE.next(closing.state, "approve")
        lock_bound(tx, closing.line_id)
        require_possible(tx, closing, bound_of(tx.session, closing), now)
        document_id = advance_by_resolution(
            tx, LineClosing, closing_id, LINE_CLOSING_MACHINE, resolution, signed, actor=actor, now=now
        )
        fields = {"document_id": document_id}
        audit.record(tx, "line_closing.approved", "line_closing", closing_id, actor, now, fields)
        if year_is_over(tx.get(BudgetLine, closing.line_id).fiscal_year, bangkok_date(now)):
            close(tx, closing, actor=actor, now=now)
