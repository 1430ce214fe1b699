"""Order the release of a batch, to be done payment by payment."""

from __future__ import annotations

from datetime import date, datetime

from banking.pain001 import Version
from core.actor import Actor
from core.db import transaction
from core.tasks import long_work
from payouts.batches.commands import ASK_RELEASE
from payouts.batches.operations import ready_to_release
from payouts.batches.services.release_batch import RELEASE


def ask_release(batch_id: int, version: Version, execution_date: date, *, actor: Actor, now: datetime) -> int:
    """Check all that the release will check, and queue it; returns the id of the work.

    Refused at once as payouts.batches.operations.ready_to_release() says, and while it is being released (UNDER_WAY).
    """
    with transaction(ASK_RELEASE, actor, now) as tx:
        ready = ready_to_release(tx, batch_id, execution_date, now=now)
        arguments = {"batch_id": batch_id, "version": version, "execution_date": ready.day.isoformat()}
        return long_work.ask(tx, RELEASE, str(batch_id), arguments, actor=actor, now=now)
