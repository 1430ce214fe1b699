"""Look again at everything owed that is in no batch."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core.actor import SYSTEM
from core.clock import bangkok_date
from core.db import transaction
from payouts.models.payables import Payable
from payouts.payables.operations import review
from payouts.payables.queries import batchable
from payouts.payees.operations import tell_payees
from payouts.payees.queries import payees_of


def review_holds(*, now: datetime) -> None:
    """Release what can be paid by now, such as after the days that a changed account waits; hold what cannot."""
    with transaction() as tx:
        waiting = sa.select(Payable).where(batchable()).order_by(Payable.id)
        payables = tx.session.scalars(waiting.with_for_update()).all()
        payees = payees_of(tx.session, {each.payee_id for each in payables}, bangkok_date(now))
        tell_payees(tx, review(tx, payables, payees, actor=SYSTEM, now=now), now, payees)
