"""Look again at everything owed that is in no batch."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core.actor import SYSTEM
from core.db import transaction
from payouts.models.payables import Payable
from payouts.payables.operations import review
from payouts.payables.queries import batchable
from payouts.payees.operations import tell_payees


def review_holds(*, now: datetime) -> None:
    """Release what can be paid by now, such as after the days that a changed account waits; hold what cannot."""
    with transaction() as tx:
        waiting = sa.select(Payable).where(batchable()).order_by(Payable.id)
        payables = tx.session.scalars(waiting.with_for_update()).all()
        tell_payees(tx, review(tx, payables, actor=SYSTEM, now=now), now)
