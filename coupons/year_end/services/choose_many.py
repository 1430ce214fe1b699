"""A finance officer chooses at once which coupons of a budget line are carried over."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from coupons.year_end.bound import bound_rows
from coupons.year_end.commands import CHOOSE_CARRIED
from coupons.year_end.operations import carry, carry_no_more, lock_in_preparation
from coupons.year_end.states import Bulk


def choose_many(closing_id: int, which: Bulk, *, actor: Actor, now: datetime) -> None:
    """Carry all coupons over, those with a service that is not finished, or none."""
    with transaction(CHOOSE_CARRIED, actor, now) as tx:
        closing = lock_in_preparation(tx, closing_id)
        carry_no_more(tx, closing)
        if which is not Bulk.NONE:
            held = [row.bound for row in bound_rows(tx.session, closing)]
            carry(tx, closing, [each for each in held if each.reserved or which is Bulk.ALL])
        audit.record(tx, "line_closing.changed", "line_closing", closing_id, actor, now)
