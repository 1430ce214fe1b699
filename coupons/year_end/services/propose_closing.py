"""A finance officer proposes the closing of a budget line."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from coupons.year_end.bound import bound_of
from coupons.year_end.commands import PROPOSE_CLOSING
from coupons.year_end.models import LineClosing
from coupons.year_end.operations import carry, carry_no_more, choose, lock_in_preparation, require_possible
from coupons.year_end.queries import carried_of
from coupons.year_end.states import LINE_CLOSING_MACHINE


def propose_closing(
    closing_id: int,
    carried_until: date | None,
    shown: Collection[int] = (),
    ticked: Collection[int] = (),
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Propose it, with what is bound now to the coupons that were chosen, to be used until `carried_until` (Bangkok).

    The ticks of the page it is proposed from are kept with it, as `choose` does. Refused as that, problem_of_day and
    problem_of_closing say. Nothing moves until the line is closed.
    """
    with transaction(PROPOSE_CLOSING, actor, now) as tx:
        closing = lock_in_preparation(tx, closing_id)
        choose(tx, closing, shown, ticked)
        bound = bound_of(tx.session, closing)
        chosen = carried_of(tx.session, closing_id).keys()
        kept = [each for each in bound if each.coupon_id in chosen]
        carry_no_more(tx, closing)
        carry(tx, closing, kept)
        closing.carried_until = carried_until if kept else None
        tx.session.flush()
        require_possible(tx, closing, bound, now)
        tx.advance(
            LineClosing,
            closing_id,
            LINE_CLOSING_MACHINE,
            "propose",
            state_since=now,
            submitted_at=now,
            submitted_by_id=actor.known_person_id,
            state_reason_id=None,
        )
        fields = {
            "carried": len(kept),
            "amount_satang": sum(each.total.satang for each in kept),
            "carried_until": closing.carried_until.isoformat() if closing.carried_until else None,
        }
        audit.record(tx, "line_closing.proposed", "line_closing", closing_id, actor, now, fields)
