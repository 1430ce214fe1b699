"""A plan officer removes a programme from a five-year plan that nobody has approved yet."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import transaction
from projects.models import Programme, Strategy
from projects.plans.strategies.commands import REMOVE_PROGRAMME
from projects.plans.strategies.operations import writable


def remove_programme(programme_id: int, *, actor: Actor, now: datetime) -> None:
    """Remove a programme. No project names it: projects name programmes of approved plans only."""
    with transaction(REMOVE_PROGRAMME, actor, now) as tx:
        programme = tx.get(Programme, programme_id)
        writable(tx, tx.get(Strategy, programme.strategy_id).plan_id, actor=actor, now=now)
        tx.session.delete(programme)
