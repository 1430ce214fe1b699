"""Keep why a piece of long work was refused."""

from __future__ import annotations

from datetime import datetime

from core.actor import SYSTEM
from core.audit import operations as audit
from core.db import transaction
from core.errors import Refused
from core.labels import name_of
from core.tasks.long_work import stored_facts
from core.tasks.models import LongWork
from core.tasks.states import WORK_MACHINE


def refuse_work(work_id: int, refused: Refused, *, now: datetime) -> None:
    """A rule said no, and everything the work did is undone: the reason and its facts stay for the page."""
    with transaction() as tx:
        name = name_of(refused.reason)
        columns = {"refusal": name, "refusal_facts": stored_facts(refused.facts), "state_since": now}
        tx.advance(LongWork, work_id, WORK_MACHINE, "refuse", **columns)
        audit.record(tx, "long_work.refused", "long_work", work_id, SYSTEM, now, {"reason": name})
