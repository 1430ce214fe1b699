"""Taking such a request back, inside the caller's transaction."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core.actor import Actor
from core.audit import operations as audit
from core.db import Tx
from identity.factor_resets.models import FactorReset
from identity.factor_resets.states import FACTOR_RESET, FactorResetState
from identity.staff.events import OfficerGone


def on_officer_gone(tx: Tx, gone: OfficerGone) -> None:
    """Take back what the person asked for, or is asked about, and nobody has confirmed."""
    theirs = FactorReset.asked_by_id == gone.person_id
    if gone.and_about_them:
        theirs |= FactorReset.person_id == gone.person_id
    # Locked as they are found: one that is being decided meanwhile is waited for, and then open no more.
    open_ones = sa.select(FactorReset).where(theirs, FactorReset.state == FactorResetState.ASKED)
    for reset in tx.session.scalars(open_ones.order_by(FactorReset.id).with_for_update()).all():
        withdraw_reset(tx, reset, actor=gone.actor, now=gone.now)


def withdraw_reset(tx: Tx, reset: FactorReset, *, actor: Actor, now: datetime) -> None:
    """Take one back; nothing is removed."""
    reset_id, person_id = reset.id, reset.person_id
    tx.advance(FactorReset, reset_id, FACTOR_RESET, "withdraw", decided_at=now)
    fields = {"factor_reset_id": reset_id}
    audit.record(tx, "factor_reset.withdrawn", "person", person_id, actor, now, fields)
