"""A finance officer chooses which coupons of a budget line are carried over."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from core.errors import Refused
from coupons.year_end.commands import CHOOSE_CARRIED
from coupons.year_end.operations import carry, carry_no_more, lock_in_preparation
from coupons.year_end.queries import bound_rows
from coupons.year_end.states import YearEndReason


def choose_carried(
    closing_id: int, shown: Collection[int], ticked: Collection[int], *, actor: Actor, now: datetime
) -> None:
    """Of the coupons that a page showed, carry those over that were ticked, and no other; other pages stay as they are.

    Refused(COUPON_OF_ANOTHER_LINE) for one to which nothing is bound on this line.
    """
    with transaction(CHOOSE_CARRIED, actor, now) as tx:
        closing = lock_in_preparation(tx, closing_id)
        wanted = frozenset(ticked)
        found = [row.bound for row in bound_rows(tx.session, closing, among=wanted)]
        if len(found) < len(wanted):
            raise Refused(YearEndReason.COUPON_OF_ANOTHER_LINE)
        carry_no_more(tx, closing, [*frozenset(shown) | wanted])
        carry(tx, closing, found)
        audit.record(tx, "line_closing.changed", "line_closing", closing_id, actor, now)
