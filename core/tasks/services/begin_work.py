"""Begin, or begin again, a piece of long work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.db import transaction
from core.tasks.models import LongWork
from core.tasks.states import WORK_MACHINE, WorkState


@dataclass(frozen=True, slots=True)
class Begun:
    """What the runner needs to know. `tries` counts this one too."""

    kind: str
    arguments: Mapping[str, Any]
    asked_by_id: int
    acting_as: str
    tries: int


def begin_work(work_id: int, *, now: datetime) -> Begun | None:
    """Say that it runs, from its first step; None when it has ended before. The caller holds its lock."""
    with transaction() as tx:
        work = tx.lock(LongWork, work_id)
        if work.state not in (WorkState.WAITING, WorkState.RUNNING):
            return None
        begun = Begun(work.kind, work.arguments, work.asked_by_id, work.acting_as, work.tries + 1)
        columns = {"tries": begun.tries, "state_since": now, "done": 0, "total": None}
        tx.advance(LongWork, work_id, WORK_MACHINE, "begin", **columns)
        return begun
