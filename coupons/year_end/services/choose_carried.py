"""A finance officer chooses which coupons of a budget line are carried over."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from coupons.year_end.commands import CHOOSE_CARRIED
from coupons.year_end.operations import choose, lock_in_preparation


def choose_carried(
    closing_id: int, shown: Collection[int], ticked: Collection[int], *, actor: Actor, now: datetime
) -> None:
    """Keep the ticks of a page, and refuse them, as `choose` does."""
    with transaction(CHOOSE_CARRIED, actor, now) as tx:
        closing = lock_in_preparation(tx, closing_id)
        choose(tx, closing, shown, ticked)
        audit.record(tx, "line_closing.changed", "line_closing", closing_id, actor, now)
