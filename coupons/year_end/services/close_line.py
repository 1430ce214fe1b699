"""The fiscal year is over: a budget line whose closing was approved is closed."""

from __future__ import annotations

from datetime import datetime

from core.actor import SYSTEM
from core.clock import bangkok_date
from core.db import transaction
from core.errors import Refused
from coupons.coupons.states import EndRefusal
from coupons.year_end.models import LineClosing
from coupons.year_end.operations import close
from coupons.year_end.rules import year_is_over
from coupons.year_end.states import LINE_CLOSING_MACHINE
from projects.models import BudgetLine


def close_line(closing_id: int, *, now: datetime) -> None:
    """Close the line of an approved closing. Refused(NOT_DUE) before its year is over, and as operations.close() says."""
    with transaction() as tx:
        closing = tx.lock(LineClosing, closing_id)
        LINE_CLOSING_MACHINE.next(closing.state, "close")
        if not year_is_over(tx.get(BudgetLine, closing.line_id).fiscal_year, bangkok_date(now)):
            raise Refused(EndRefusal.NOT_DUE)
        close(tx, closing, actor=SYSTEM, now=now)
