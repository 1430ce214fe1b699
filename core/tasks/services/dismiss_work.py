"""Dismiss the notice that background work failed."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core.actor import Actor
from core.db import transaction
from core.errors import NotFound
from core.permissions import Permission
from core.tasks.long_work import ENDED_BADLY
from core.tasks.models import LongWork


def dismiss_work(work_id: int, *, actor: Actor, now: datetime) -> None:
    """The asker has read it: it leaves their list. NotFound for others' work, or work that did not fail."""
    actor.require(Permission.IDENTITY_SELF_MANAGE)
    with transaction() as tx:
        own = sa.and_(LongWork.id == work_id, LongWork.asked_by_id == actor.known_person_id)
        noted = sa.update(LongWork).where(own, LongWork.state.in_(ENDED_BADLY)).values(noted_at=now)
        if tx.scalar(noted.returning(LongWork.id)) is None:
            raise NotFound
