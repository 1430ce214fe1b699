"""Requests to remove second factors that nobody confirmed in time."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core.actor import SYSTEM
from core.audit import operations as audit
from core.calendar.due import is_over
from core.db import transaction
from identity.factor_resets.models import FactorReset
from identity.factor_resets.states import CONFIRM_RESET_WITHIN, FACTOR_RESET, FactorResetState


def lapse_factor_resets(*, now: datetime) -> int:
    """End those older than CONFIRM_RESET_WITHIN; returns how many."""
    overdue = (
        sa.select(FactorReset)
        .where(
            FactorReset.state == FactorResetState.ASKED,
            is_over(FactorReset.asked_at, CONFIRM_RESET_WITHIN, now),
        )
        .with_for_update(skip_locked=True)
    )
    with transaction() as tx:
        rows = [(row.id, row.person_id) for row in tx.session.scalars(overdue)]
        for reset_id, person_id in rows:
            tx.advance(FactorReset, reset_id, FACTOR_RESET, "lapse", decided_at=now)
            fields = {"factor_reset_id": reset_id}
            audit.record(tx, "factor_reset.lapsed", "person", person_id, SYSTEM, now, fields)
        return len(rows)
