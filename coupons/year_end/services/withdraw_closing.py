"""A finance officer withdraws the closing of a budget line."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from coupons.year_end.commands import WITHDRAW_CLOSING
from coupons.year_end.models import LineClosing
from coupons.year_end.states import LINE_CLOSING_MACHINE


def withdraw_closing(closing_id: int, *, actor: Actor, now: datetime) -> None:
    """Withdraw it before it is approved. The line can be prepared anew."""
    with transaction(WITHDRAW_CLOSING, actor, now) as tx:
        tx.advance(LineClosing, closing_id, LINE_CLOSING_MACHINE, "withdraw", state_since=now)
        audit.record(tx, "line_closing.withdrawn", "line_closing", closing_id, actor, now)
