"""Give up a piece of long work."""

from __future__ import annotations

from datetime import datetime

from core.actor import SYSTEM
from core.audit import operations as audit
from core.db import transaction
from core.tasks.models import LongWork
from core.tasks.states import WORK_MACHINE


def fail_work(work_id: int, *, now: datetime) -> None:
    """It was begun as often as work is begun, and never ended: say so, rather than let it run for ever."""
    with transaction() as tx:
        tx.advance(LongWork, work_id, WORK_MACHINE, "fail", state_since=now)
        audit.record(tx, "long_work.failed", "long_work", work_id, SYSTEM, now)
