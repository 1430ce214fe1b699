"""Ask for the same long work once more."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import transaction
from core.errors import NotFound
from core.permissions import Permission
from core.tasks import long_work
from core.tasks.models import LongWork


def retry_work(work_id: int, *, actor: Actor, now: datetime) -> int:
    """Start new work with the arguments of the first; returns its id. NotFound unless it was the asker's own and failed."""
    actor.require(Permission.IDENTITY_SELF_MANAGE)
    with transaction() as tx:
        work = tx.lock(LongWork, work_id)
        kind = long_work.kinds.get(work.kind)
        if kind is None or work.asked_by_id != actor.person_id or work.state not in long_work.ENDED_BADLY:
            raise NotFound
        work.noted_at = now
        return long_work.ask(tx, kind, work.about, work.arguments, actor=actor, now=now)
